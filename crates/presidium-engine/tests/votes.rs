//! Votes against known results, and properties that any vote must have.

use presidium_engine::ballot::{HeadCount, Outcome, Tally, VoteError, Votes, count};
use presidium_engine::coalition::ruling_coalition;
use presidium_engine::pce::{Election, Scratch, Victory, contest_unmerged, elect, victory, vote};
use presidium_lang::model::{Base, Counting, Need, PceElection, PceVote, QuorumOf};
use proptest::prelude::*;
use serde_json::Value;

/// A body with everybody present and every option available.
struct Body {
    utilities: Vec<f64>,
    weights: Vec<f64>,
    present: Vec<bool>,
    available: Vec<bool>,
}

impl Body {
    fn new(opinions: &[Vec<f64>], weights: &[f64]) -> Body {
        Body {
            utilities: opinions.concat(),
            weights: weights.to_vec(),
            present: vec![true; opinions.len()],
            available: vec![true; opinions[0].len()],
        }
    }

    fn votes(&self) -> Votes<'_> {
        Votes { utilities: &self.utilities, weights: &self.weights, present: &self.present, available: &self.available }
    }

    fn tally(&self, rules: HeadCount) -> Result<Tally, VoteError> {
        count(&self.votes(), &rules, &mut vec![0.0; self.available.len()])
    }

    fn count(&self, rules: HeadCount) -> Result<Option<usize>, VoteError> {
        self.tally(rules).map(|tally| tally.outcome.winner())
    }

    fn elect(&self, rules: Election, luck: f64) -> (Option<usize>, Vec<f64>) {
        let mut chances = vec![0.0; self.available.len()];
        let winner = elect(&self.votes(), &rules, luck, &mut Scratch::default(), &mut chances);
        (winner.expect("a sound vote"), chances)
    }
}

mod known {
    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("vectors/pce.json")).expect("sound vectors")
    }

    fn numbers(value: &Value) -> Vec<f64> {
        value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
    }

    fn list(value: &Value) -> &[Value] {
        value.as_array().expect("a list")
    }

    fn vote_rule(name: &Value) -> PceVote {
        match name.as_str() {
            Some("Binary") => PceVote::Binary,
            Some("Prop") => PceVote::Proportional,
            Some("Cubic") => PceVote::Cubic,
            Some("PropBin") => PceVote::PropBin,
            Some("PropCbc") => PceVote::PropCubic,
            Some("ASymProsp") => PceVote::Asymmetric,
            other => panic!("no vote {other:?}"),
        }
    }

    fn victory_model(name: &Value) -> Victory {
        match name.as_str() {
            Some("Linear") => Victory::Power(1.0),
            Some("Square") => Victory::Power(2.0),
            Some("Quartic") => Victory::Power(4.0),
            Some("Octic") => Victory::Power(8.0),
            Some("Binary") => Victory::Binary,
            other => panic!("no victory {other:?}"),
        }
    }

    /// The model, and the tolerance that KTAB's stopping rule leaves.
    fn election_model(name: &Value) -> (PceElection, f64) {
        match name.as_str() {
            Some("Conditional") => (PceElection::Conditional, 1e-12),
            Some("MarkovUniform") => (PceElection::MarkovUniform, 1e-5),
            Some("MarkovIncentive") => (PceElection::MarkovIncentive, 1e-5),
            other => panic!("no election {other:?}"),
        }
    }

    #[test]
    fn votes_are_those_of_ktab() {
        for case in list(&vectors()["vote"]) {
            let [w, u_i, u_j, expected] = ["w", "u_i", "u_j", "vote"].map(|key| case[key].as_f64().expect("a number"));
            assert!((vote(vote_rule(&case["rule"]), w, u_i, u_j) - expected).abs() < 1e-12, "{case}");
        }
    }

    #[test]
    fn victories_are_those_of_ktab() {
        for case in list(&vectors()["vprob_scalar"]) {
            let [s1, s2, p1, p2] = ["s1", "s2", "p1", "p2"].map(|key| case[key].as_f64().expect("a number"));
            let (wins, loses) = victory(victory_model(&case["vp_model"]), s1, s2);
            assert!((wins - p1).abs() < 1e-12 && (loses - p2).abs() < 1e-12, "{case}: {wins} {loses}");
        }
    }

    #[test]
    fn elections_are_those_of_ktab() {
        for case in list(&vectors()["pce"]) {
            let opinions: Vec<Vec<f64>> = list(&case["u_actor_by_option"]).iter().map(numbers).collect();
            let body = Body::new(&opinions, &numbers(&case["w"]));
            let (election, tolerance) = election_model(&case["pce_model"]);
            let rules =
                Election { vote: vote_rule(&case["voting_rule"]), victory: victory_model(&case["vp_model"]), election };
            let mut scratch = Scratch::default();
            let chances = contest_unmerged(&body.votes(), &rules, &mut scratch);
            for (chance, expected) in chances.iter().zip(numbers(&case["p"])) {
                assert!((chance - expected).abs() < tolerance, "{}: {chances:?}", case["id"]);
            }
        }
    }

    #[test]
    fn ruling_coalitions_are_those_of_the_theory() {
        let vectors: Value = serde_json::from_str(include_str!("vectors/coalition.json")).expect("sound vectors");
        for case in list(&vectors["aes_urc"]) {
            let expected = numbers(&case["urc_indices"]).iter().fold(0, |mask, &player| mask | 1 << player as u32);
            let share = case["alpha"].as_f64().expect("a number");
            assert_eq!(ruling_coalition(&numbers(&case["powers"]), share), Ok(expected), "{case}");
        }
        for case in list(&vectors["aes_equal_power_sizes"]["n_to_urc_size"]) {
            let (n, size) = (numbers(case)[0] as usize, numbers(case)[1] as u32);
            let powers: Vec<f64> = (0..n).map(|i| 1.0 + i as f64 * 1e-6).collect();
            assert_eq!(ruling_coalition(&powers, 0.5).map(u32::count_ones), Ok(size), "{n} players");
        }
    }

    /// Of nearly equal players, coalitions of one less than a power of two hold; fifteen is the next above eight.
    #[test]
    fn ruling_coalitions_of_sixteen_are_found() {
        let powers: Vec<f64> = (0..16).map(|i| 1.0 + f64::from(i) * 1e-6).collect();
        assert_eq!(ruling_coalition(&powers, 0.5).map(u32::count_ones), Ok(15));
    }
}

/// What parliaments mean by their rules, in numbers that anybody can check on the fingers.
mod head_count {
    use Base::{AllMembers, Present, VotesCast};
    use Need::{AtLeast, Customary, MoreThan};

    use super::*;

    fn rules(need: Need, majority: f64, base: Base) -> HeadCount {
        let rules = HeadCount::default();
        HeadCount { counting: Counting { need, base, ..rules.counting }, majority, ..rules }
    }

    fn by_weight(rules: HeadCount) -> HeadCount {
        let counting = Counting { weighted: true, quorum: QuorumOf::ShareOfWeight, ..rules.counting };
        HeadCount { counting, ..rules }
    }

    fn with_quorum(quorum: f64, of: QuorumOf) -> HeadCount {
        let rules = HeadCount::default();
        HeadCount { counting: Counting { quorum: of, ..rules.counting }, quorum, ..rules }
    }

    const UNANIMITY: (Need, f64) = (AtLeast, 1.0);
    const PLURALITY: (Need, f64) = (MoreThan, 0.0);
    const TWO_THIRDS: (Need, f64) = (AtLeast, 2.0 / 3.0);
    const HALF: (Need, f64) = (MoreThan, 0.5);

    /// So many members for each option.
    fn split(votes: &[usize]) -> Body {
        let opinion = |option: usize| (0..votes.len()).map(move |other| if other == option { 1.0 } else { 0.0 });
        let members_for = |(option, &n): (usize, &usize)| (0..n).flat_map(move |_| opinion(option));
        let utilities = votes.iter().enumerate().flat_map(members_for).collect();
        let members = votes.iter().sum();
        Body {
            utilities,
            weights: vec![1.0; members],
            present: vec![true; members],
            available: vec![true; votes.len()],
        }
    }

    impl Body {
        /// Adds members who see no difference.
        fn and_undecided(mut self, members: usize) -> Body {
            self.add(members, true);
            self
        }

        fn and_absent(mut self, members: usize) -> Body {
            self.add(members, false);
            self
        }

        fn add(&mut self, members: usize, present: bool) {
            let options = self.available.len();
            self.utilities.extend(vec![0.5; members * options]);
            self.weights.extend(vec![1.0; members]);
            self.present.extend(vec![present; members]);
        }
    }

    #[test]
    fn so_many_votes_are_needed() {
        let cases = [
            (HALF, 6, 4.0),
            (HALF, 7, 4.0),
            (TWO_THIRDS, 6, 4.0),
            (TWO_THIRDS, 7, 5.0),
            (TWO_THIRDS, 100, 67.0),
            ((AtLeast, 0.6), 5, 3.0),
            ((AtLeast, 0.75), 8, 6.0),
            ((MoreThan, 0.07), 100, 8.0),
            ((AtLeast, 0.07), 100, 7.0),
            (UNANIMITY, 3, 3.0),
        ];
        for ((need, majority), members, needed) in cases {
            let tally = split(&[members, 0]).tally(rules(need, majority, VotesCast)).expect("a sound vote");
            assert_eq!(tally.needed(), needed, "{need:?} {majority} of {members}");
        }
    }

    /// Votes for, against, members who abstain and who are away; and whether the motion is carried.
    #[test]
    fn a_motion_is_carried_by_enough_votes() {
        let cases = [
            (HALF, VotesCast, [4, 3, 0, 0], true),
            (HALF, VotesCast, [3, 3, 0, 0], false),
            (TWO_THIRDS, VotesCast, [4, 2, 0, 0], true),
            (TWO_THIRDS, VotesCast, [4, 3, 0, 0], false),
            (TWO_THIRDS, VotesCast, [5, 2, 0, 0], true),
            // Two of ten are enough where eight abstain; among those present they are not.
            (HALF, VotesCast, [2, 1, 7, 0], true),
            (HALF, Present, [2, 1, 7, 0], false),
            (HALF, Present, [6, 1, 3, 0], true),
            // An absolute majority: absent members count against it.
            (HALF, AllMembers, [4, 0, 0, 4], false),
            (HALF, AllMembers, [5, 0, 0, 3], true),
            (TWO_THIRDS, AllMembers, [6, 0, 0, 3], true),
            (TWO_THIRDS, AllMembers, [5, 0, 0, 4], false),
            (UNANIMITY, VotesCast, [3, 0, 0, 0], true),
            (UNANIMITY, VotesCast, [3, 1, 0, 0], false),
            // Who abstains does not prevent unanimity of the votes cast; who is away only that of all members.
            (UNANIMITY, VotesCast, [3, 0, 2, 0], true),
            (UNANIMITY, Present, [3, 0, 2, 0], false),
            (UNANIMITY, Present, [3, 0, 0, 2], true),
            (UNANIMITY, AllMembers, [3, 0, 0, 2], false),
            (UNANIMITY, VotesCast, [0, 0, 3, 0], false),
            ((Customary, 0.5), VotesCast, [3, 3, 0, 0], false),
            ((Customary, 2.0 / 3.0), VotesCast, [4, 2, 0, 0], true),
            ((Customary, 1.0), VotesCast, [3, 0, 0, 0], true),
            ((Customary, 1.0), VotesCast, [3, 1, 0, 0], false),
        ];
        for ((need, majority), base, [ayes, noes, undecided, absent], carried) in cases {
            let body = split(&[ayes, noes]).and_undecided(undecided).and_absent(absent);
            let rules = HeadCount { abstention: 0.1, ..rules(need, majority, base) };
            let expected = Ok(carried.then_some(0));
            assert_eq!(body.count(rules), expected, "{need:?} {majority} of {base:?}: {ayes} to {noes}");
        }
    }

    #[test]
    fn a_plurality_is_the_most_votes_however_few() {
        let plurality = rules(PLURALITY.0, PLURALITY.1, VotesCast);
        assert_eq!(split(&[3, 2, 2]).count(plurality), Ok(Some(0)));
        assert_eq!(split(&[2, 3, 2]).count(plurality), Ok(Some(1)));
        assert_eq!(split(&[2, 3, 2]).count(HeadCount::default()), Ok(None));
        assert_eq!(split(&[3, 3, 1]).tally(plurality).map(|tally| tally.outcome), Ok(Outcome::Tie));
        // The chair takes one of those that lead, even if he voted for another.
        let chaired = |chair| HeadCount { chair: Some(chair), ..plurality };
        assert_eq!(split(&[3, 3, 1]).count(chaired(0)), Ok(Some(0)));
        assert_eq!(split(&[3, 3, 1]).count(chaired(5)), Ok(Some(1)));
        assert_eq!(split(&[3, 3, 1]).count(chaired(6)), Ok(Some(1)));
        assert_eq!(split(&[2, 2, 2]).count(chaired(1)), Ok(Some(0)));
    }

    /// Of the votes cast two options can lead together with a third each, and both have more than a quarter.
    #[test]
    fn a_tie_elects_nobody_even_if_both_have_enough() {
        assert_eq!(split(&[2, 2, 1]).count(rules(MoreThan, 0.25, VotesCast)), Ok(None));
        assert_eq!(split(&[2, 2]).count(rules(AtLeast, 0.5, VotesCast)), Ok(None));
        assert_eq!(split(&[3, 2, 1]).count(rules(MoreThan, 0.25, VotesCast)), Ok(Some(0)));
    }

    #[test]
    fn the_chair_breaks_a_tie_if_his_voice_is_enough() {
        let chaired = |member| HeadCount { chair: Some(member), ..HeadCount::default() };
        assert_eq!(split(&[3, 3]).tally(chaired(0)).map(|tally| tally.outcome), Ok(Outcome::WonByChair(0)));
        assert_eq!(split(&[3, 3]).count(chaired(5)), Ok(Some(1)));
        assert_eq!(split(&[3, 3]).count(HeadCount { majority: 0.6, ..chaired(5) }), Ok(None));
        // Two of five each are a tie, and with one voice more still no majority.
        assert_eq!(split(&[2, 2, 1]).count(chaired(0)), Ok(None));
        assert_eq!(split(&[5, 4]).count(chaired(8)), Ok(Some(0)));
        assert_eq!(split(&[4, 4]).count(chaired(99)), Ok(None));
        assert_eq!(split(&[4, 4]).and_absent(1).count(chaired(8)), Ok(None));
        // Half of all members is enough with the chair's voice; half of those present is not.
        let of_all = |chair| HeadCount { chair: Some(chair), ..rules(MoreThan, 0.5, AllMembers) };
        assert_eq!(split(&[3, 3]).count(of_all(0)), Ok(Some(0)));
        assert_eq!(split(&[3, 3]).and_absent(1).count(of_all(0)), Ok(None));
        // Who abstains as a member still has his voice as the chair.
        let undecided = HeadCount { abstention: 0.1, ..chaired(4) };
        assert_eq!(split(&[2, 2]).and_undecided(1).count(undecided), Ok(Some(1)));
    }

    #[test]
    fn a_quorum_counts_those_present() {
        let mut body = split(&[3, 1]);
        body.present = vec![true, false, false, true];
        let chaired = |rules: HeadCount| HeadCount { chair: Some(3), ..rules };
        assert_eq!(body.count(chaired(with_quorum(0.5, QuorumOf::ShareOfHeads))), Ok(Some(1)));
        let tally = body.tally(with_quorum(0.6, QuorumOf::ShareOfHeads)).expect("a sound vote");
        assert_eq!((tally.outcome, tally.needed_for_quorum()), (Outcome::NoQuorum, 3.0));
        assert_eq!(body.count(chaired(with_quorum(2.0, QuorumOf::Heads))), Ok(Some(1)));
        assert_eq!(body.count(chaired(with_quorum(3.0, QuorumOf::Heads))), Ok(None));
        // Six of eight by weight, though two of four by heads.
        body.weights = vec![5.0, 1.0, 1.0, 1.0];
        assert_eq!(body.count(chaired(with_quorum(0.75, QuorumOf::ShareOfWeight))), Ok(Some(1)));
        assert_eq!(body.count(chaired(with_quorum(0.76, QuorumOf::ShareOfWeight))), Ok(None));
        assert_eq!(body.count(by_weight(chaired(with_quorum(0.75, QuorumOf::ShareOfWeight)))), Ok(Some(0)));
        body.present = vec![false; 4];
        assert_eq!(body.count(HeadCount::default()), Ok(None));
    }

    /// Membership varies, so a quorum may be more than there are members.
    #[test]
    fn a_quorum_beyond_the_body_fails_the_vote() {
        let tally = split(&[5, 0]).tally(with_quorum(7.0, QuorumOf::Heads)).expect("a sound vote");
        assert_eq!((tally.outcome, tally.present.heads, tally.needed_for_quorum()), (Outcome::NoQuorum, 5.0, 7.0));
        assert_eq!(split(&[5, 0]).count(with_quorum(1.5, QuorumOf::ShareOfHeads)), Ok(None));
    }

    #[test]
    fn shares_of_weights_are_rounded() {
        let mut body = split(&[2, 1]);
        body.weights = vec![0.1, 0.2, 0.3];
        // Rounded, 0.1 and 0.2 are a little more than 0.3.
        assert_eq!(body.tally(by_weight(HeadCount::default())).map(|tally| tally.outcome), Ok(Outcome::Tie));
        body.weights = vec![0.2, 0.4, 0.3];
        assert_eq!(body.count(by_weight(rules(AtLeast, 2.0 / 3.0, VotesCast))), Ok(Some(0)));
        body.weights = vec![0.2, 0.4, 0.300_001];
        assert_eq!(body.count(by_weight(rules(AtLeast, 2.0 / 3.0, VotesCast))), Ok(None));
    }

    #[test]
    fn the_undecided_abstain() {
        let body = Body::new(&[vec![0.5, 0.4], vec![0.0, 1.0], vec![0.5, 0.4]], &[1.0; 3]);
        assert_eq!(body.count(HeadCount::default()), Ok(Some(0)));
        assert_eq!(body.count(HeadCount { abstention: 0.2, ..HeadCount::default() }), Ok(Some(1)));
        assert_eq!(body.count(HeadCount { abstention: 2.0, ..HeadCount::default() }), Ok(None));
    }

    #[test]
    fn an_option_that_is_not_available_gets_no_votes() {
        let mut body = Body::new(&[vec![f64::NAN, 0.4, 0.1]], &[1.0]);
        assert_eq!(body.count(HeadCount::default()), Err(VoteError::Utility));
        body.available[0] = false;
        assert_eq!(body.count(HeadCount::default()), Ok(Some(1)));
        body.available = vec![false; 3];
        assert_eq!(body.count(HeadCount::default()), Ok(None));
    }

    #[test]
    fn nobody_and_nonsense_are_refused() {
        let mut body = split(&[1, 1]);
        let usual = HeadCount::default();
        for wrong in [f64::NAN, f64::INFINITY, -0.2] {
            assert_eq!(body.count(HeadCount { majority: wrong, ..usual }), Err(VoteError::Majority));
            assert_eq!(body.count(HeadCount { quorum: wrong, ..usual }), Err(VoteError::Quorum));
            assert_eq!(body.count(HeadCount { abstention: wrong, ..usual }), Err(VoteError::Abstention));
        }
        body.weights = vec![0.0, 0.0];
        assert_eq!(body.count(by_weight(usual)), Err(VoteError::Empty));
        assert_eq!(body.count(with_quorum(0.5, QuorumOf::ShareOfWeight)), Err(VoteError::Empty));
        body.weights = vec![1.0, -1.0];
        assert_eq!(body.count(by_weight(usual)), Err(VoteError::Weight));
        body.present.clear();
        assert_eq!(body.count(usual), Err(VoteError::Empty));
    }
}

mod properties {
    use super::*;

    fn any_opinions(options: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
        prop::collection::vec(prop::collection::vec(0.0..1.0f64, options), 1..12)
    }

    fn any_election() -> impl Strategy<Value = Election> {
        use PceElection::*;
        use PceVote::*;
        (
            prop::sample::select(vec![PceVote::Binary, Proportional, Cubic, PropBin, PropCubic, Asymmetric]),
            prop_oneof![(0.5..9.0f64).prop_map(Victory::Power), Just(Victory::Binary)],
            prop::sample::select(vec![Conditional, MarkovUniform, MarkovIncentive]),
        )
            .prop_map(|(vote, victory, election)| Election { vote, victory, election })
    }

    proptest! {
        #[test]
        fn the_unanimous_choice_wins(mut opinions in any_opinions(3), rules in any_election(), majority in 0.0..0.99f64) {
            opinions.iter_mut().for_each(|opinion| opinion[1] = 2.0);
            let body = Body::new(&opinions, &vec![1.0; opinions.len()]);
            prop_assert_eq!(body.count(HeadCount { majority, quorum: 1.0, ..HeadCount::default() }), Ok(Some(1)));
            let (_, chances) = body.elect(rules, 0.5);
            prop_assert!(chances[1] > chances[0] && chances[1] > chances[2], "{:?}", chances);
        }

        /// Who comes round to the winner does not unseat him.
        #[test]
        fn more_support_does_no_harm(opinions in any_opinions(3), weights in prop::collection::vec(0.1..5.0f64, 12)) {
            let usual = HeadCount::default();
            let rules = HeadCount { counting: Counting { weighted: true, ..usual.counting }, ..usual };
            let mut body = Body::new(&opinions, &weights[..opinions.len()]);
            if let Ok(Some(winner)) = body.count(rules) {
                for member in 0..opinions.len() {
                    body.utilities[member * 3 + winner] = 2.0;
                    prop_assert_eq!(body.count(rules), Ok(Some(winner)));
                }
            }
        }

        /// The order of the members does not matter.
        #[test]
        fn members_are_equal_before_the_vote(mut opinions in any_opinions(3), rules in any_election()) {
            let weights = vec![1.0; opinions.len()];
            let body = Body::new(&opinions, &weights);
            opinions.reverse();
            let reversed = Body::new(&opinions, &weights);
            prop_assert_eq!(body.count(HeadCount::default()), reversed.count(HeadCount::default()));
            for (a, b) in body.elect(rules, 0.5).1.iter().zip(reversed.elect(rules, 0.5).1) {
                prop_assert!((a - b).abs() < 1e-6, "{} against {}", a, b);
            }
        }

        #[test]
        fn chances_add_up_and_luck_follows_them(opinions in any_opinions(4), rules in any_election(), luck in 0.0..1.0f64) {
            let body = Body::new(&opinions, &vec![1.0; opinions.len()]);
            let (winner, chances) = body.elect(rules, luck);
            prop_assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let winner = winner.expect("somebody wins");
            let below: f64 = chances[..winner].iter().sum();
            prop_assert!(below <= luck + 1e-12 && luck <= below + chances[winner] + 1e-12);
        }

        /// A second copy of an option takes nothing from the others, and an unavailable one changes nothing.
        #[test]
        fn duplicates_are_not_rewarded(opinions in any_opinions(3), rules in any_election()) {
            let weights = vec![1.0; opinions.len()];
            let (_, plain) = Body::new(&opinions, &weights).elect(rules, 0.5);
            let copied: Vec<Vec<f64>> = opinions.iter().map(|o| vec![o[0], o[1], o[2], o[0]]).collect();
            let mut body = Body::new(&copied, &weights);
            let (_, chances) = body.elect(rules, 0.5);
            prop_assert_eq!(&chances, &vec![plain[0] / 2.0, plain[1], plain[2], plain[0] / 2.0]);
            body.available[3] = false;
            prop_assert_eq!(&body.elect(rules, 0.5).1[..3], &plain[..]);
        }
    }
}

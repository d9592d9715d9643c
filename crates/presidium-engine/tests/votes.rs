//! Votes against known results, and properties that any vote must have.

use presidium_engine::ballot::{HeadCount, Unsound, Votes, count};
use presidium_engine::coalition::ruling_coalition;
use presidium_engine::pce::{Election, Scratch, Victory, contest_unmerged, elect, victory, vote};
use presidium_lang::model::{PceElection, PceVote};
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

    fn count(&self, rules: HeadCount) -> Result<Option<usize>, Unsound> {
        count(&self.votes(), &rules, &mut vec![0.0; self.available.len()])
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

mod head_count {
    use super::*;

    /// Members for the first of two options, and members for the second.
    fn split(first: usize, second: usize) -> Body {
        let mut opinions = vec![vec![1.0, 0.0]; first];
        opinions.extend(vec![vec![0.0, 1.0]; second]);
        Body::new(&opinions, &vec![1.0; first + second])
    }

    #[test]
    fn more_than_the_majority_wins() {
        let two_thirds = HeadCount { majority: 2.0 / 3.0, ..HeadCount::default() };
        assert_eq!(split(6, 5).count(HeadCount::default()), Ok(Some(0)));
        assert_eq!(split(6, 3).count(two_thirds), Ok(None));
        assert_eq!(split(7, 3).count(two_thirds), Ok(Some(0)));
        assert_eq!(split(4, 4).count(HeadCount::default()), Ok(None));
    }

    #[test]
    fn the_chair_breaks_a_tie() {
        let chaired = |member| HeadCount { chair: Some(member), ..HeadCount::default() };
        let mut body = split(4, 4);
        assert_eq!(body.count(chaired(0)), Ok(Some(0)));
        assert_eq!(body.count(chaired(7)), Ok(Some(1)));
        assert_eq!(body.count(HeadCount { majority: 0.6, ..chaired(7) }), Ok(None));
        assert_eq!(body.count(chaired(99)), Ok(None));
        body.utilities.extend([0.0, 1.0]);
        body.weights.push(1.0);
        body.present.push(false);
        assert_eq!(body.count(chaired(8)), Ok(None));
        assert_eq!(split(5, 4).count(chaired(8)), Ok(Some(0)));
    }

    #[test]
    fn a_quorum_counts_those_present() {
        let mut body = split(3, 1);
        body.present = vec![true, false, false, true];
        let rules = HeadCount { quorum: 0.5, chair: Some(3), ..HeadCount::default() };
        assert_eq!(body.count(rules), Ok(Some(1)));
        assert_eq!(body.count(HeadCount { quorum: 0.6, ..rules }), Ok(None));
        body.weights = vec![5.0, 1.0, 1.0, 1.0];
        assert_eq!(body.count(HeadCount { quorum: 0.75, weighted: true, ..rules }), Ok(Some(0)));
        body.present = vec![false; 4];
        assert_eq!(body.count(HeadCount::default()), Ok(None));
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
        assert_eq!(body.count(HeadCount::default()), Err(Unsound::Utility));
        body.available[0] = false;
        assert_eq!(body.count(HeadCount::default()), Ok(Some(1)));
        body.available = vec![false; 3];
        assert_eq!(body.count(HeadCount::default()), Ok(None));
    }

    #[test]
    fn nobody_and_nonsense_are_refused() {
        let mut body = split(1, 1);
        let weighted = HeadCount { weighted: true, ..HeadCount::default() };
        assert_eq!(body.count(HeadCount { quorum: f64::NAN, ..weighted }), Err(Unsound::Setting));
        body.weights = vec![0.0, 0.0];
        assert_eq!(body.count(weighted), Err(Unsound::Empty));
        body.weights = vec![1.0, -1.0];
        assert_eq!(body.count(weighted), Err(Unsound::Weight));
        body.present.clear();
        assert_eq!(body.count(HeadCount::default()), Err(Unsound::Empty));
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
            let rules = HeadCount { weighted: true, ..HeadCount::default() };
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

//! Which claims a change moves.

use presidium_lab::{ComparedClaim, Effect, Void, outcome_type};
use presidium_lang::model::Model;
use presidium_query::claims::{moved_sentence, void_title};
use presidium_query::figures::{count, effect_interval, effect_mean, effect_mean_interval, effect_value};

use crate::output::{HEADING, styled};
use crate::table::{Align, headed, width, wrap};

/// From this width on a table says in how many worlds a claim turns.
const WIDE: usize = 110;

/// Claims that move, those in most worlds first; if `all`, those within their noise as well. Those that are void are named.
pub fn text(model: &Model, claims: &[usize], compared: &[ComparedClaim], all: bool) -> String {
    let of = Claims { model, claims: claims.iter().copied().zip(compared).collect() };
    if of.claims.is_empty() {
        return String::new();
    }
    let title = format!("\n{}\n", styled(HEADING, &wrap(&moved_sentence(compared), 0)));
    let (moved, still): (Vec<_>, Vec<_>) = of.said().into_iter().partition(|(_, effect)| effect.moves());
    let mut text = title + &of.rows_text(&moved);
    text += &match all {
        true => of.still_text(&still),
        false => hidden_text(still.len()),
    };
    for why in [Void::Record, Void::Change, Void::NoWorld] {
        let void = of.claims.iter().filter(|(_, compared)| compared.void == Some(why)).map(|(claim, _)| *claim);
        text += &of.named(void_title(why), &void.collect::<Vec<_>>());
    }
    text + &of.missing_text()
}

/// That some claims are not told, and how to see them.
fn hidden_text(claims: usize) -> String {
    let within = "(the interval of the difference contains zero): --all";
    let words = match claims {
        0 => return String::new(),
        1 => format!("1 claim stays within its noise {within}"),
        n => format!("{n} claims stay within their noise {within}"),
    };
    format!("\n{}\n", wrap(&words, 0))
}

struct Claims<'a> {
    model: &'a Model,
    claims: Vec<(usize, &'a ComparedClaim)>,
}

impl Claims<'_> {
    /// Those that are not void, by the worlds that they change in.
    fn said(&self) -> Vec<(usize, &Effect)> {
        let said = self.claims.iter().filter(|(_, compared)| compared.void.is_none());
        let mut said: Vec<(usize, &Effect)> = said.map(|(claim, compared)| (*claim, &compared.effect)).collect();
        said.sort_by_key(|(claim, effect)| (std::cmp::Reverse(effect.changed().held), *claim));
        said
    }

    fn rows_text(&self, rows: &[(usize, &Effect)]) -> String {
        let is_cause = |(claim, _): &&(usize, &Effect)| self.model.claims[*claim].cause().is_some();
        let (outcomes, claims): (Vec<_>, Vec<_>) = rows.iter().partition(|row| is_cause(row));
        self.pairs_text("Claims, by the worlds in which they turn true and false", ["true", "false"], &claims)
            + &self.pairs_text("Outcomes that causal claims speak of", ["up", "down"], &outcomes)
    }

    /// Claims within their noise, and the names of those that change in no world.
    fn still_text(&self, still: &[(usize, &Effect)]) -> String {
        let (noisy, unmoved): (Vec<_>, Vec<_>) = still.iter().partition(|(_, effect)| effect.changed().held > 0);
        let title = "Within their noise (the interval of the difference contains zero)";
        let noisy = match noisy.is_empty() {
            true => String::new(),
            false => format!("\n{}\n{}", styled(HEADING, &wrap(title, 0)), self.rows_text(&noisy)),
        };
        let unmoved: Vec<usize> = unmoved.into_iter().map(|(claim, _)| claim).collect();
        noisy + &self.named("Changed in no world", &unmoved)
    }

    /// Claims of which there is nothing to say but what they have in common.
    fn named(&self, what: &str, claims: &[usize]) -> String {
        if claims.is_empty() {
            return String::new();
        }
        let ids: Vec<&str> = claims.iter().map(|&claim| self.model.claims[claim].id.as_str()).collect();
        format!("\n{}\n", wrap(&format!("{what}: {}.", ids.join(", ")), 0))
    }

    /// Claims that cannot be compared in some worlds.
    fn missing_text(&self) -> String {
        let missing = self.claims.iter().filter(|(_, compared)| compared.missing > 0);
        let named =
            missing.map(|(claim, compared)| format!("{} in {}", self.model.claims[*claim].id, count(compared.missing)));
        let named: Vec<String> = named.collect();
        match named.is_empty() {
            true => String::new(),
            false => {
                format!("\n{}\n", wrap(&format!("Missing on one side, and not compared: {}.", named.join(", ")), 0))
            }
        }
    }

    fn pairs_text(&self, title: &str, turned: [&str; 2], rows: &[(usize, &Effect)]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let mut head = vec!["", "without", "95 %", "with", "95 %", "effect", "95 %"];
        head.extend(if width() >= WIDE { &turned[..] } else { &[] });
        head.push("");
        let mut aligns = vec![Align::Right; head.len()];
        (aligns[0], aligns[head.len() - 1]) = (Align::Left, Align::Left);
        let cells = rows.iter().map(|&(claim, effect)| self.cells(claim, effect));
        format!("\n{}\n{}", wrap(title, 0), headed(&head, &cells.collect::<Vec<_>>(), &aligns, 2))
    }

    fn cells(&self, claim: usize, effect: &Effect) -> Vec<String> {
        let claim = &self.model.claims[claim];
        let (estimate, ty) = (effect.estimate(), outcome_type(claim));
        let mut cells = vec![claim.id.clone()];
        for mean in [effect.without(), effect.with()] {
            let figure = effect_mean(self.model, effect, mean.value, ty);
            cells.extend([figure, effect_mean_interval(effect, &mean, ty)]);
        }
        cells.extend([effect_value(effect, estimate.value, ty), effect_interval(effect, &estimate, ty)]);
        cells.extend((width() >= WIDE).then(|| [count(effect.up()), count(effect.down())]).into_iter().flatten());
        cells.push(claim.words.clone());
        cells
    }
}

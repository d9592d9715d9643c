//! Luck against parameters, in words.

use presidium_lab::{Estimate, Luck, Target};
use presidium_lang::model::Model;

use crate::figures::per_cent;
use crate::targets::target_name;

/// The answer: `Of what differs between worlds in F1, 5.1 % hangs on parameters alone, 60 % on luck alone, and 35 % on which luck meets which parameters.`
pub fn answer(model: &Model, target: &Target, found: &Luck) -> String {
    let name = target_name(model, target);
    if found.counted < 2 {
        return format!("There are too few worlds in which {name} can be told.");
    }
    if found.parameters.value == 0.0 && found.luck.value == 0.0 {
        return format!("{name} comes out alike in all worlds: there is nothing for luck or parameters to decide.");
    }
    let part = |of: &Estimate| {
        let (low, high) = (of.low.max(0.0), of.high.clamp(0.0, 1.0));
        format!("{} (95 %: {:.1} – {:.1})", per_cent(of.value.max(0.0)), low * 100.0, high * 100.0)
    };
    format!(
        "Of what differs between worlds in {name}, {} hangs on parameters alone, {} on luck alone, and {} on which luck meets \
         which parameters.",
        part(&found.parameters),
        part(&found.luck),
        per_cent(found.together().clamp(0.0, 1.0))
    )
}

/// What the parts mean.
pub fn how_sentence(found: &Luck) -> String {
    format!(
        "Each world was run {} times with its parameters and other luck, and {} times with its luck and other parameters. Parameters \
         are what the model does not know, drawn once for a world; luck is every other draw.",
        found.times - 1,
        found.times - 1
    )
}

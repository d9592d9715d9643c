//! How far worlds come on the way to a claim, in words.

use presidium_lab::Chain;
use presidium_lang::model::Claim;

use crate::figures::{count, worlds};

/// A step on the way to a claim, or at the end what the claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The step in words.
    pub words: &'a str,
    /// Worlds in which it holds, and all steps before it.
    pub reached: u64,
    /// Worlds that have come to the step before.
    pub of: u64,
}

/// The last step of a chain in words.
const THE_CLAIM: &str = "what the claim says";

/// The steps of a claim, and the claim itself as the last of them.
///
/// # Example
/// ```
/// # use presidium_lab::Chain;
/// # use presidium_lang::MemorySources;
/// # let text = "# A\n```presidium\nmodel \"A\" from 1953-01 to 1953-12\nclaim A event \"It happens\"\n    role structural\n    \
/// #     step \"It is near\" ever(now > 1953-03)\n    holds ever(now > 1953-05)\n```\n";
/// # let model = presidium_lang::load(&MemorySources::new("a").with("a.md", text)).expect("a sound model").model;
/// let chain = Chain { worlds: 10, reached: vec![7], held: 2, missing: 0 };
/// let links = presidium_query::chains::links(&model.claims[0], &chain);
/// let told: Vec<_> = links.iter().map(|link| (link.words, link.reached, link.of)).collect();
/// assert_eq!(told, [("It is near", 7, 10), ("what the claim says", 2, 7)]);
/// ```
pub fn links<'a>(claim: &'a Claim, chain: &Chain) -> Vec<Link<'a>> {
    if claim.steps.is_empty() {
        return vec![];
    }
    let words = claim.steps.iter().map(|step| step.words.as_str()).chain([THE_CLAIM]);
    let before = [chain.worlds].into_iter().chain(chain.reached.iter().copied());
    let reached = chain.reached.iter().copied().chain([chain.held]);
    words.zip(before.zip(reached)).map(|(words, (of, reached))| Link { words, reached, of }).collect()
}

/// `A plot forms: 812 of 1 000 worlds`
pub fn reached(link: &Link<'_>) -> String {
    format!("{}: {} of {}", link.words, count(link.reached), worlds(link.of))
}

/// `A plot forms: lost in 188 of 1 000 worlds`
pub fn lost(link: &Link<'_>) -> String {
    format!("{}: lost in {} of {}", link.words, count(link.of - link.reached), worlds(link.of))
}

/// The step at which most worlds are lost; none if no world is lost, or the claim names no steps.
pub fn breaks_at<'a>(claim: &'a Claim, chain: &Chain) -> Option<Link<'a>> {
    let links = links(claim, chain);
    chain.breaks_at().map(|place| links[place])
}

//! What an answer hangs on: experiments on a claim, a condition or a value.
//!
//! A [`Target`] is what is asked about. Its worlds are seen with the parameters that were drawn for them (`sample`), and the numerics of
//! `presidium-methods` say what it hangs on ([`Drivers`]) and where in the space of parameters it is common ([`Discovery`]). [`Tipping`] is the
//! value of a parameter at which it turns, [`Luck`] how much of it is luck, [`Dealt`] what hangs on who has whose attributes. [`Morris`] moves one
//! parameter after the other, [`Designed`] is what comes out at points that somebody chose.
//! A condition of the request *chooses* worlds, after the fact; a change *intervenes* in them. Nothing here mixes the two.

mod deal;
mod design;
mod discover;
mod drivers;
mod flips;
mod luck;
mod morris;
mod sample;
mod target;
mod tipping;
mod totals;

/// From one seed to the next, where luck or parameters are drawn anew.
const NEXT_SEED: u64 = 1_000_003;

pub use deal::{DealExperiment, DealQuestion, DealTally, Dealt, DealtClaim, attributes};
pub use design::{
    Design, DesignExperiment, DesignPoint, DesignQuestion, DesignTally, Designed, DesignedPoint, Levels, Spreading,
};
pub use discover::{Discovery, DiscoveryExperiment, DiscoveryQuestion, FoundBox, Restriction};
pub use drivers::{Driver, Drivers, DriversExperiment, DriversQuestion};
pub use flips::{Flip, Flipped, flips};
pub use luck::{Luck, LuckExperiment, LuckQuestion, LuckTally};
pub use morris::{Morris, MorrisExperiment, MorrisQuestion, MorrisTally, Moves, movable};
pub use sample::SampleTally;
pub use target::Target;
pub use tipping::{Tipping, TippingExperiment, TippingPoint, TippingQuestion, TippingTally, Turn, prior_of};
pub use totals::{Total, Totals, TotalsExperiment, TotalsQuestion, TotalsTally};

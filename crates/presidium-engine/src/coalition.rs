//! The ruling coalition: who remains when every winning coalition may throw out the rest, and foresees what follows.
//!
//! Exact, by going through all subsets. Refused: more than sixteen players, for whom that would take minutes.

/// Most players that [`ruling_coalition`] accepts.
pub const PLAYERS_MAX: usize = 16;

/// Why there is no ruling coalition.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CoalitionError {
    /// There are no players, or too many.
    #[error("a ruling coalition has 1 to {PLAYERS_MAX} players, not {0}")]
    Players(usize),
    /// A power is not a positive number.
    #[error("a power of {0} is not positive")]
    Power(f64),
    /// The share to win with is not in ½ .. 1.
    #[error("a share of {0} to win with is not in 0.5 .. 1")]
    Share(f64),
}

/// The ruling coalition of all players, as a bit mask (bit `i` is player `i`).
///
/// A subset wins within a coalition if its power is more than `share` of it; it is self-enforcing if no proper subset of
/// it both wins within it and is self-enforcing. The ruling coalition is the weakest winning self-enforcing subset of
/// all players; of equally weak ones, that of the earlier players.
///
/// # Errors
/// [`CoalitionError`] if there are no players or too many, if a power is not positive, or if `share` is not in ½ .. 1.
///
/// # Source
/// Acemoglu, Egorov and Sonin 2008 (Review of Economic Studies 75:987).
///
/// # Example
/// ```
/// use presidium_engine::coalition::ruling_coalition;
/// // Of 3, 4 and 5 any two could rule, but then the stronger would rule alone; so nobody is thrown out.
/// assert_eq!(ruling_coalition(&[3.0, 4.0, 5.0], 0.5), Ok(0b111));
/// assert!(ruling_coalition(&[], 0.5).is_err());
/// ```
pub fn ruling_coalition(powers: &[f64], share: f64) -> Result<u32, CoalitionError> {
    if powers.is_empty() || powers.len() > PLAYERS_MAX {
        return Err(CoalitionError::Players(powers.len()));
    }
    if let Some(&power) = powers.iter().find(|power| !(power.is_finite() && **power > 0.0)) {
        return Err(CoalitionError::Power(power));
    }
    if !(0.5..1.0).contains(&share) {
        return Err(CoalitionError::Share(share));
    }
    let power = powers_of_subsets(powers);
    let everybody = power.len() - 1;
    let mut self_enforcing = vec![false; power.len()];
    for whole in 1..power.len() {
        self_enforcing[whole] =
            !proper_subsets(whole).any(|part| self_enforcing[part] && power[part] > share * power[whole]);
    }
    let ruling = (1..power.len())
        .filter(|&part| self_enforcing[part] && power[part] > share * power[everybody])
        .min_by(|&a, &b| power[a].total_cmp(&power[b]));
    Ok(ruling.unwrap_or(everybody) as u32)
}

/// The sum of powers of every subset, by mask.
fn powers_of_subsets(powers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; 1 << powers.len()];
    for mask in 1..sums.len() {
        let last = usize::BITS - 1 - mask.leading_zeros();
        sums[mask] = sums[mask ^ (1 << last)] + powers[last as usize];
    }
    sums
}

/// The subsets of a mask that are neither it nor empty, larger masks first.
fn proper_subsets(whole: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some((whole - 1) & whole), move |part| Some(part.wrapping_sub(1) & whole))
        .take_while(|&part| part != 0)
}

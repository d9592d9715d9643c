//! What most rows do not have is left out.

pub(super) fn is_zero(count: &u64) -> bool {
    *count == 0
}

pub(super) fn is_not(mark: &bool) -> bool {
    !mark
}

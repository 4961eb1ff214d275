//! Overlap of two sets that lie as ascending slices.

/// Whether the two have a common element.
pub(super) fn shares_any(a: &[u64], b: &[u64]) -> bool {
    merge(a, b, 1, 1).is_some_and(|shared| shared > 0)
}

/// Number of common elements of two ascending slices, `None` as soon as `needed` is out of reach; stops at `enough`.
pub(super) fn merge(a: &[u64], b: &[u64], needed: usize, enough: usize) -> Option<u32> {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        if shared + (a.len() - i).min(b.len() - j) < needed {
            return None;
        }
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                i += 1;
                j += 1;
                shared += 1;
                if shared >= enough {
                    break;
                }
            }
        }
    }
    (shared >= needed).then_some(shared as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_stops_early_and_counts_right() {
        assert_eq!(merge(&[1, 2, 3, 9], &[2, 3, 4, 9], 3, usize::MAX), Some(3));
        assert_eq!(merge(&[1, 2, 3], &[4, 5, 6], 1, usize::MAX), None);
        assert_eq!(merge(&[], &[1], 0, usize::MAX), Some(0));
        assert_eq!(merge(&[1, 2], &[1, 2], 1, 1), Some(1));
    }
}

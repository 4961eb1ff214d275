//! What was meant by a word that is not known.
//!
//! Cost: the product of the lengths for each known word.

/// Words that are named at most.
const SHOWN: usize = 3;

/// Known words that look like what was typed, as a question; `None` when none does.
#[must_use]
pub fn advice<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|word| nearness(typed, word).map(|distance| (distance, word))).collect();
    near.sort_unstable();
    let names: Vec<String> = near.iter().take(SHOWN).map(|(_, word)| format!("`{word}`")).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// Whether a known word looks like what was typed, for who cannot hold all that are known.
#[must_use]
pub fn is_near(typed: &str, word: &str) -> bool {
    nearness(typed, word).is_some()
}

/// How far the word is from what was typed, if it is near.
fn nearness(typed: &str, word: &str) -> Option<usize> {
    let reach = (typed.chars().count() / 3).max(1);
    let distance = if !typed.is_empty() && word.starts_with(typed) { 0 } else { distance(typed, word) };
    (distance <= reach).then_some(distance)
}

/// Characters to insert, delete, replace or swap with their neighbour (optimal string alignment, Boytsov 2011), case aside.
fn distance(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|word| word.to_lowercase().chars().collect::<Vec<char>>());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut next = vec![i + 1];
        for j in 0..b.len() {
            let replaced = row[j] + usize::from(a[i] != b[j]);
            let is_swap = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            let swapped = if is_swap { before[j - 1] + 1 } else { usize::MAX };
            next.push(replaced.min(next[j] + 1).min(row[j + 1] + 1).min(swapped));
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in
            [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3)]
        {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }

    #[test]
    fn near_words_are_named_and_others_not() {
        let known = || ["cut", "text", "reuse_threshold"].into_iter();
        assert_eq!(advice("cutt", known()).as_deref(), Some("did you mean `cut`?"));
        assert_eq!(advice("reuse_treshold", known()).as_deref(), Some("did you mean `reuse_threshold`?"));
        assert_eq!(advice("reuse", known()).as_deref(), Some("did you mean `reuse_threshold`?"));
        assert_eq!(advice("verbosity", known()), None);
    }
}

//! Two headlines or two versions of a passage, word by word.

use super::words::number;

/// Words in a row of which the same is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Both have them.
    Same(String),
    /// Only the first has them.
    Deleted(String),
    /// Only the second has them.
    Inserted(String),
}

/// Words above which two texts are not compared.
const LONGEST: usize = 400;

/// How the second text differs from the first; `None` when they share less than half of the longer one's words, so that
/// the two are not versions of one another. Case and marks at the ends of words do not count.
pub(super) fn words(old: &str, new: &str) -> Option<Vec<Run>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    if a.is_empty() || b.is_empty() || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let (fold_a, fold_b): (Vec<String>, Vec<String>) =
        (a.iter().map(|word| folded(word)).collect(), b.iter().map(|word| folded(word)).collect());
    let columns = b.len() + 1;
    let mut table = vec![0_u16; (a.len() + 1) * columns];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * columns + j] = if fold_a[i] == fold_b[j] {
                table[(i + 1) * columns + j + 1] + 1
            } else {
                table[(i + 1) * columns + j].max(table[i * columns + j + 1])
            };
        }
    }
    if usize::from(table[0]) * 2 < a.len().max(b.len()) {
        return None;
    }
    let mut runs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && fold_a[i] == fold_b[j] {
            push(&mut runs, Run::Same(b[j].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && table[(i + 1) * columns + j] >= table[i * columns + j + 1])
        {
            push(&mut runs, Run::Deleted(a[i].to_owned()));
            i += 1;
        } else {
            push(&mut runs, Run::Inserted(b[j].to_owned()));
            j += 1;
        }
    }
    Some(runs)
}

fn folded(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { word.to_owned() } else { bare.to_lowercase() }
}

fn push(runs: &mut Vec<Run>, run: Run) {
    match (runs.last_mut(), run) {
        (Some(Run::Same(text)), Run::Same(word))
        | (Some(Run::Deleted(text)), Run::Deleted(word))
        | (Some(Run::Inserted(text)), Run::Inserted(word)) => {
            text.push(' ');
            *text += &word;
        }
        (_, run) => runs.push(run),
    }
}

/// How much was changed, in words: for who cannot see the marks.
pub(super) fn said(runs: &[Run]) -> String {
    let count = |text: &str| text.split_whitespace().count() as u64;
    let (mut gone, mut came) = (0, 0);
    for run in runs {
        match run {
            Run::Same(_) => {}
            Run::Deleted(text) => gone += count(text),
            Run::Inserted(text) => came += count(text),
        }
    }
    match (gone, came) {
        (0, 0) => "the same words".to_owned(),
        (0, came) => format!("{} added", number(came)),
        (gone, 0) => format!("{} left out", number(gone)),
        (gone, came) => format!("{} left out, {} added", number(gone), number(came)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_and_other_texts_are_not() {
        let runs =
            words("Fire destroys depot in Pellworth", "Fire guts depot in Pellworth, two hurt").unwrap();
        assert_eq!(
            runs,
            [
                Run::Same("Fire".to_owned()),
                Run::Deleted("destroys".to_owned()),
                Run::Inserted("guts".to_owned()),
                Run::Same("depot in Pellworth,".to_owned()),
                Run::Inserted("two hurt".to_owned()),
            ]
        );
        assert_eq!(said(&runs), "1 left out, 3 added");
        assert_eq!(words("Fire destroys depot", "Council votes on levy"), None);
        assert_eq!(words("", "x"), None);
        assert_eq!(said(&words("One, two", "one two").unwrap()), "the same words");
    }
}

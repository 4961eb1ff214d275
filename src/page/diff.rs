//! Two headlines or two versions of a passage, word by word.

use askama::Template;
use hashbrown::HashMap;
use unicode_normalization::char::is_combining_mark;

use super::{escape::Markup, words::number};
use crate::{report::differences::Op, text::scripts::is_spaceless};

/// Words in a row of which the same is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) op: Op,
    /// The words with the spaces between them; of the same ones, as the second text has them.
    pub(super) text: String,
    /// Whether a space parts them from what is before.
    is_spaced: bool,
    /// How many they are.
    count: usize,
}

impl Run {
    /// A text of which nothing is said.
    pub(super) fn plain(text: String) -> Self {
        Self { op: Op::Same, count: split(&text).count(), text, is_spaced: false }
    }
}

/// Product of the lengths above which what differs of two texts is not compared.
const LARGEST: usize = 400 * 400;

/// A word; of a script without spaces a letter with its marks.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    is_spaced: bool,
}

fn split(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split_whitespace().enumerate().flat_map(|(number, spaced)| {
        let mut rest = spaced;
        std::iter::from_fn(move || {
            let mut letters = rest.char_indices();
            let (_, first) = letters.next()?;
            let is_letter = is_spaceless(first);
            // What the other text has before the first word of this one is parted from it, too.
            let is_spaced = rest.len() == spaced.len() && (number > 0 || !is_letter);
            let end = letters.find(|&(_, c)| if is_letter { !is_combining_mark(c) } else { is_spaceless(c) });
            let (text, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            rest = after;
            Some(Word { text, is_spaced })
        })
    })
}

/// How the second text differs from the first; `None` when they share less than half of the longer one's words, so that
/// the two are not versions of one another. Case, marks at the ends of words and the shape of apostrophes do not count.
pub(super) fn words(old: &str, new: &str) -> Option<Vec<Run>> {
    let (a, b): (Vec<Word>, Vec<Word>) = (split(old).collect(), split(new).collect());
    let mut numbers = HashMap::new();
    let mut folded = |words: &[Word]| -> Vec<usize> {
        words
            .iter()
            .map(|word| {
                let next = numbers.len();
                *numbers.entry(fold(word.text)).or_insert(next)
            })
            .collect()
    };
    let (x, y) = (folded(&a), folded(&b));
    let before = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
    let after = x[before..].iter().rev().zip(y[before..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, y) = (&x[before..x.len() - after], &y[before..y.len() - after]);
    if a.is_empty() || b.is_empty() || x.len() * y.len() > LARGEST {
        return None;
    }
    let common = common(x, y);
    let columns = y.len() + 1;
    if (before + after + common[0] as usize) * 2 < a.len().max(b.len()) {
        return None;
    }
    let mut runs = Runs::default();
    b[..before].iter().for_each(|word| runs.push(Op::Same, word));
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        let at = |i: usize, j: usize| common[i * columns + j];
        if i < x.len() && j < y.len() && x[i] == y[j] {
            runs.push(Op::Same, &b[before + j]);
            (i, j) = (i + 1, j + 1);
        } else if j == y.len() || (i < x.len() && at(i + 1, j) >= at(i, j + 1)) {
            runs.push(Op::Deleted, &a[before + i]);
            i += 1;
        } else {
            runs.push(Op::Inserted, &b[before + j]);
            j += 1;
        }
    }
    b[b.len() - after..].iter().for_each(|word| runs.push(Op::Same, word));
    Some(runs.0)
}

/// Lengths of the longest common subsequences of what begins at each place of the one and each of the other.
fn common(x: &[usize], y: &[usize]) -> Vec<u32> {
    let columns = y.len() + 1;
    let mut table = vec![0_u32; (x.len() + 1) * columns];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            table[i * columns + j] = if x[i] == y[j] {
                table[(i + 1) * columns + j + 1] + 1
            } else {
                table[(i + 1) * columns + j].max(table[i * columns + j + 1])
            };
        }
    }
    table
}

fn fold(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { word.to_owned() } else { bare.to_lowercase().replace(['’', 'ʼ'], "'") }
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, op: Op, word: &Word) {
        let is_spaced = word.is_spaced && !self.0.is_empty();
        match self.0.last_mut() {
            Some(last) if last.op == op => {
                if is_spaced {
                    last.text.push(' ');
                }
                last.text += word.text;
                last.count += 1;
            }
            _ => self.0.push(Run { op, text: word.text.to_owned(), is_spaced, count: 1 }),
        }
    }
}

#[derive(Template)]
#[template(
    source = "{% for run in runs %}{% if run.is_spaced %} {% endif %}{% match run.op %}\
              {% when Op::Same %}{{ run.text }}\
              {% when Op::Deleted %}<del>{{ run.text }}</del>\
              {% when Op::Inserted %}<ins>{{ run.text }}</ins>\
              {% endmatch %}{% endfor %}",
    ext = "html"
)]
struct Marked<'a> {
    runs: &'a [Run],
}

/// Runs with the changes marked.
pub(super) fn marked(runs: &[Run]) -> Markup {
    Markup(Marked { runs }.render().unwrap_or_default())
}

/// How much was changed, in words: for who cannot see the marks.
pub(super) fn said(runs: &[Run]) -> String {
    let count = |op: Op| runs.iter().filter(|run| run.op == op).map(|run| run.count as u64).sum();
    match (count(Op::Deleted), count(Op::Inserted)) {
        (0_u64, 0_u64) => "the same words".to_owned(),
        (0, came) => format!("{} added", number(came)),
        (gone, 0) => format!("{} left out", number(gone)),
        (gone, came) => format!("{} left out, {} added", number(gone), number(came)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &str, new: &str) -> Option<(String, String)> {
        words(old, new).map(|runs| (marked(&runs).0, said(&runs)))
    }

    fn both(markup: &str, said: &str) -> Option<(String, String)> {
        Some((markup.to_owned(), said.to_owned()))
    }

    #[test]
    fn versions_are_compared_and_other_texts_are_not() {
        assert_eq!(
            compared("Fire destroys depot in Pellworth", "Fire guts depot in Pellworth, two hurt"),
            both(
                "Fire <del>destroys</del> <ins>guts</ins> depot in Pellworth, <ins>two hurt</ins>",
                "1 left out, 3 added"
            )
        );
        assert_eq!(compared("Fire destroys depot", "Council votes on levy"), None);
        assert_eq!(compared("", "x"), None);
        assert_eq!(compared("One, two", "one two"), both("one two", "the same words"));
        assert_eq!(compared("It's a fire", "It’s a fire"), both("It’s a fire", "the same words"));
        assert_eq!(compared("Update: one two", "one two"), both("<del>Update:</del> one two", "1 left out"));
        assert_eq!(
            compared("one <two>", "one two & three"),
            both("one two <ins>&amp; three</ins>", "2 added")
        );
    }

    #[test]
    fn letters_are_compared_where_words_have_no_spaces() {
        assert_eq!(
            compared("北京发生火灾三人受伤", "北京发生大火三人受伤"),
            both("北京发生<ins>大</ins>火<del>灾</del>三人受伤", "1 left out, 1 added")
        );
        assert_eq!(
            compared("iPhone 16の価格", "iPhone 17の価格"),
            both("iPhone <del>16</del> <ins>17</ins>の価格", "1 left out, 1 added")
        );
        assert_eq!(compared("大北京", "北京"), both("<del>大</del>北京", "1 left out"));
        // A vowel sign stays with its letter.
        assert_eq!(compared("กินข้าว", "กันข้าว"), both("<del>กิ</del><ins>กั</ins>นข้าว", "1 left out, 1 added"));
    }

    #[test]
    fn what_is_alike_at_both_ends_is_as_if_it_were_looked_at() {
        let word = |n: usize| format!("w{}", (n * n * 7 + n) % 11);
        for seed in 0..200_usize {
            let text =
                |from: usize, count: usize| (from..from + count).map(word).collect::<Vec<String>>().join(" ");
            let (old, new) = (text(seed, 3 + seed % 9), text(seed + seed % 4, 2 + seed % 7));
            let Some(runs) = words(&old, &new) else { continue };
            let of = |op: Op| {
                let kept = runs.iter().filter(|run| run.op == Op::Same || run.op == op);
                kept.map(|run| run.text.as_str()).collect::<Vec<&str>>().join(" ")
            };
            assert_eq!((of(Op::Deleted), of(Op::Inserted)), (old.clone(), new.clone()));
            let number = |text: &str| -> Vec<usize> {
                text.split(' ').map(|word| word[1..].parse().unwrap()).collect()
            };
            let same: usize = runs.iter().filter(|run| run.op == Op::Same).map(|run| run.count).sum();
            assert_eq!(same, common(&number(&old), &number(&new))[0] as usize, "{old} / {new}");
        }
    }
}

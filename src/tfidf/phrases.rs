//! N-grams to words that a person can read: runs of overlapping n-grams that stand for one thing, put together again.
//!
//! `玛维` and `维拉` describe an event badly, `玛维拉` well. Grams that are chosen to describe an event and follow one
//! another in its articles are one phrase, as far as they overlap; each gets the phrase it stands in most often, the
//! longest of those that are equally frequent.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{Content, TermTable};
use crate::text::WordId;

/// Letters of a phrase at most; longer ones are sentences.
const LONGEST: usize = 12;

/// For each chosen term that is an n-gram, the phrase to show for it.
///
/// `sequences` are headlines and bodies of the event's articles as they count (`None` is a break).
#[must_use]
pub fn phrases(
    terms: &TermTable,
    sequences: &[Vec<Option<Content>>],
    chosen: &BTreeSet<u32>,
) -> BTreeMap<u32, String> {
    let mut found: BTreeMap<u32, BTreeMap<String, usize>> = BTreeMap::new();
    for sequence in sequences {
        let mut run: Vec<u32> = Vec::new();
        let mut phrase = String::new();
        for content in sequence.iter().copied().chain([None]) {
            let gram = content.filter(|content| content.is_gram() && chosen.contains(&content.term));
            let spelled = gram.map_or("", |gram| terms.terms.get(WordId(gram.term)));
            match gram
                .and_then(|_| continuation(run.last().map(|last| terms.terms.get(WordId(*last)))?, spelled))
            {
                Some(rest) => phrase.push_str(rest),
                None => {
                    for term in run.drain(..) {
                        *found.entry(term).or_default().entry(phrase.clone()).or_default() += 1;
                    }
                    phrase = spelled.to_owned();
                }
            }
            run.extend(gram.map(|gram| gram.term));
        }
    }
    let best = |phrases: BTreeMap<String, usize>| {
        let length = |phrase: &str| phrase.chars().count();
        let short = phrases.into_iter().filter(|(phrase, _)| length(phrase) <= LONGEST);
        let best =
            short.max_by_key(|(phrase, count)| (*count, length(phrase), std::cmp::Reverse(phrase.clone())));
        best.map(|(phrase, _)| phrase)
    };
    found.into_iter().filter_map(|(term, phrases)| Some((term, best(phrases)?))).collect()
}

/// What a gram adds to the one before it, `None` when they do not overlap.
fn continuation<'a>(before: &str, gram: &'a str) -> Option<&'a str> {
    let mut cuts = before.char_indices().skip(1).map(|(at, _)| &before[at..]);
    let tail = cuts.find(|tail| gram.starts_with(tail))?;
    gram.get(tail.len()..).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tfidf::content::Case;

    #[test]
    fn overlapping_grams_are_one_phrase() {
        let mut terms = TermTable::default();
        let mut gram = |text: &str| Content {
            term: terms.terms.intern(text).0,
            word: WordId(0),
            case: Case::Initial,
            letters: 2,
        };
        let [a, b, c, other] = ["玛维", "维拉", "拉号", "港外"].map(&mut gram);
        let long = vec![Some(a), Some(b), Some(c), None, Some(other)];
        let short = vec![Some(a), Some(b), None, Some(a), Some(b), Some(other)];
        let chosen = BTreeSet::from([a.term, b.term, c.term, other.term]);
        let found = phrases(&terms, &[long.clone(), short.clone()], &chosen);
        let shown = [a, b, c, other].map(|gram| found[&gram.term].as_str());
        assert_eq!(shown, ["玛维拉", "玛维拉", "玛维拉号", "港外"]);
        let found = phrases(&terms, &[long, short], &BTreeSet::from([a.term]));
        assert_eq!(found, BTreeMap::from([(a.term, "玛维".to_owned())]));
    }
}

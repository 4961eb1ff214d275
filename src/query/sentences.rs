//! The sentences of the query, so that each can be looked at alone.
//!
//! A sentence ends at `.`, `!`, `?`, `…` or their like when something other than a small letter follows, and not after an
//! initial or a common title. A piece of fewer than four words joins its neighbour: nobody asks who else
//! wrote "Yes".

use super::index::Stretch;
use crate::{
    article::Corpus,
    text::{Texts, WordId},
    units::{ParagraphId, Span},
};

/// Words of a sentence at least.
const LEAST_WORDS: usize = 4;

/// Words, folded, after which a full stop ends no sentence.
const TITLES: [&str; 16] = [
    "mr", "mrs", "ms", "dr", "st", "gov", "sen", "rep", "gen", "col", "sgt", "lt", "prof", "hon", "vs", "nr",
];

/// A sentence of the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The paragraph it stands in.
    pub paragraph: ParagraphId,
    /// Its words among all words of the query.
    pub words: Stretch,
    /// Where it stands in the query.
    pub span: Span,
}

/// The sentences of these paragraphs, which are all of one document.
#[must_use]
pub fn split(corpus: &Corpus, texts: &Texts, paragraphs: std::ops::Range<usize>) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut before = 0;
    for number in paragraphs {
        let paragraph = ParagraphId(number as u32);
        let place = &texts.paragraphs[number];
        let text = &*corpus.article(place.article).text.read();
        let words = super::words_of(corpus, texts, paragraph);
        let mut start = 0;
        for end in ends(texts, text, &words) {
            let begin = match start {
                0 => place.span.start,
                _ => super::lead(text, words[start - 1].1, words[start].1),
            };
            let stop = match words.get(end) {
                Some(next) => super::lead(text, words[end - 1].1, next.1),
                None => place.span.end,
            };
            let trimmed = text[begin as usize..stop as usize].trim_end().len();
            sentences.push(Sentence {
                paragraph,
                words: Stretch { start: before + start as u32, end: before + end as u32 },
                span: Span { start: begin, end: begin + trimmed as u32 },
            });
            start = end;
        }
        before += words.len() as u32;
    }
    sentences
}

/// For each sentence of a paragraph with these words: one past its last word.
#[must_use]
pub fn ends(texts: &Texts, text: &str, words: &[(WordId, Span)]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut last = 0;
    for (index, pair) in words.windows(2).enumerate() {
        let gap = &text[pair[0].1.end as usize..pair[1].1.start as usize];
        let word = texts.words.get(pair[0].0);
        let after = &text[pair[1].1.start as usize..];
        if index + 1 - last >= LEAST_WORDS && is_end(word, pair[0].1.of(text), gap, after) {
            found.push(index + 1);
            last = index + 1;
        }
    }
    if words.len() - last < LEAST_WORDS {
        found.pop();
    }
    if !words.is_empty() {
        found.push(words.len());
    }
    found
}

/// Whether a sentence ends with that word: folded, as written, with what stands before the next word, and the rest.
fn is_end(word: &str, written: &str, gap: &str, after: &str) -> bool {
    // A dotted acronym holds its last stop itself.
    let has_end = gap.contains(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
        || (written.ends_with('.') && gap.starts_with(char::is_whitespace));
    let initial = word.chars().nth(1).is_none() && written.starts_with(char::is_uppercase);
    let stop_only = gap.trim() == ".";
    has_end
        && !(stop_only && (initial || TITLES.contains(&word)))
        && (gap.contains(char::is_whitespace) || gap.contains(['。', '！', '？']))
        && !after.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Article, progress::Silent, text};

    fn sentences(text: &str) -> Vec<String> {
        let articles = vec![Article { text: text.into(), ..Article::default() }];
        let corpus = Corpus { articles, ..Corpus::default() };
        let texts = text::analyze(&corpus, &Silent);
        let found = split(&corpus, &texts, 0..texts.paragraphs.len());
        let n_words = found.iter().map(|s| s.words.end - s.words.start).sum::<u32>();
        assert_eq!(n_words as usize, texts.n_tokens(), "every word is in one sentence");
        found.iter().map(|sentence| sentence.span.of(text).to_owned()).collect()
    }

    #[test]
    fn worked_examples() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("The harbor was closed on Monday", &["The harbor was closed on Monday"]),
            (
                "The harbor was closed on Monday. Nobody knows for how long. Yes.",
                &["The harbor was closed on Monday.", "Nobody knows for how long. Yes."],
            ),
            (
                "\"The harbor is closed,\" said Mr. Dolan of St. Brannock. \"We wait for J. Teague now.\"",
                &[
                    "\"The harbor is closed,\" said Mr. Dolan of St. Brannock.",
                    "\"We wait for J. Teague now.\"",
                ],
            ),
            (
                "It cost 3.5 million in all. one more word follows",
                &["It cost 3.5 million in all. one more word follows"],
            ),
            ("One two three four\n\nfive six seven eight", &["One two three four", "five six seven eight"]),
            ("港は月曜日に閉鎖。船は戻らない。", &["港は月曜日に閉鎖。", "船は戻らない。"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&sentences(text), expected, "{text}");
        }
    }
}

//! Page furniture that a single article gives away: navigation, credits, captions printed twice, promotion.
//!
//! Furniture is kept and marked, never deleted; it stays out of vectors and of reuse. What only the whole corpus gives
//! away (an outlet's template, a line that all outlets carry) is found by [`crate::reuse`].
//! Cost: linear in the text.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::{
    Token,
    forms::{self, ALSO_PROSE, OPENINGS},
};
use crate::{
    article::Article,
    units::{Span, mix},
};

/// Why a stretch of text is not the article's own prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Furniture {
    /// The headline, printed again inside the text.
    Headline,
    /// The line that names the author.
    Byline,
    /// A credit for a picture, a contribution, a copyright, or how to reach the editors.
    Credit,
    /// A picture's caption.
    Caption,
    /// Menus, buttons, labels of the page.
    Navigation,
    /// A pointer to other articles, newsletters or apps of the outlet.
    Promotion,
    /// A link widget whose text was fused into the prose.
    Widget,
}

impl Furniture {
    /// The kind's name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Credit => "credit",
            Self::Caption => "caption",
            Self::Navigation => "navigation",
            Self::Promotion => "promotion",
            Self::Widget => "widget",
        }
    }
}

/// Words up to which an opening decides; a longer paragraph that starts with "Follow" is prose.
const SHORT: usize = 40;

/// A paragraph as far as furniture is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Extent in the article's text.
    pub span: Span,
    /// Its tokens.
    pub tokens: &'a [Token],
}

/// Marks for the paragraphs of one article: for each its kind, `None` for prose. `text` is its text, `title`
/// holds the headline's tokens.
#[must_use]
pub fn mark(
    article: &Article,
    text: &str,
    title: &[Token],
    paragraphs: &[Candidate],
) -> Vec<Option<Furniture>> {
    let mut kinds: Vec<Option<Furniture>> =
        paragraphs.iter().map(|paragraph| by_itself(article, text, title, paragraph)).collect();
    mark_before_title(article, paragraphs, &mut kinds);
    mark_label_runs(text, paragraphs, &mut kinds);
    mark_repeats(text, paragraphs, &mut kinds);
    kinds
}

/// What a paragraph is by its own words.
fn by_itself(article: &Article, text: &str, title: &[Token], candidate: &Candidate) -> Option<Furniture> {
    let paragraph = candidate.span.of(text);
    if article.title_span.is_some_and(|title| title.overlaps(candidate.span))
        || is_title(title, candidate.tokens)
    {
        return Some(Furniture::Headline);
    }
    if candidate.tokens.len() > 2 * SHORT {
        return None;
    }
    // Few paragraphs begin like furniture; only their words are counted.
    let count_words = || paragraph.split_whitespace().take(SHORT + 1).count();
    let start = start(paragraph);
    for (kind, openings) in OPENINGS {
        // Navigation openings are ordinary words, so they decide only for labels.
        let limit = if *kind == Furniture::Navigation { 6 } else { SHORT };
        for opening in openings.iter().filter(|opening| opens(&start, opening)) {
            let words = count_words();
            let ambiguous = *kind == Furniture::Promotion && words > 12 && ALSO_PROSE.contains(opening);
            if words <= limit && !(ambiguous && ends_sentence(paragraph)) {
                return Some(*kind);
            }
        }
    }
    if is_byline(paragraph) {
        return Some(Furniture::Byline);
    }
    if is_shouted(paragraph) && (5..=SHORT).contains(&count_words()) && !ends_sentence(paragraph) {
        return Some(Furniture::Promotion);
    }
    forms::find(paragraph).filter(|_| count_words() <= SHORT)
}

/// The first forty characters that openings are compared with, in lower case.
fn start(paragraph: &str) -> String {
    let start = paragraph.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '('));
    let head = start.get(..40).unwrap_or(start);
    if head.is_ascii() {
        return head.to_ascii_lowercase();
    }
    start.chars().take(40).flat_map(char::to_lowercase).collect()
}

/// Whether `start` begins with `opening` as whole words.
fn opens(start: &str, opening: &str) -> bool {
    // Most differ in the first letter already.
    let may = start.as_bytes().first() == opening.as_bytes().first();
    may && start.strip_prefix(opening).is_some_and(|rest| {
        !opening.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
}

/// Whether the paragraph is the headline, at most followed by a few words such as the outlet's name.
fn is_title(title: &[Token], paragraph: &[Token]) -> bool {
    title.len() >= 3
        && (title.len()..=title.len() + 5).contains(&paragraph.len())
        && title.iter().zip(paragraph).all(|(a, b)| a.word() == b.word())
}

/// Whether the paragraph is `By` and a name, in up to 15 words.
fn is_byline(paragraph: &str) -> bool {
    let named = ["By ", "BY ", "Von ", "Par ", "Por ", "Di "]
        .iter()
        .find_map(|opening| paragraph.strip_prefix(opening))
        .is_some_and(|rest| rest.starts_with(char::is_uppercase));
    named && paragraph.split_whitespace().take(16).count() <= 15 && !ends_sentence(paragraph)
}

/// Whether all letters are capitals: the headline of another article, linked between two paragraphs.
fn is_shouted(paragraph: &str) -> bool {
    let mut letters = paragraph.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_uppercase)
}

/// Whether the paragraph, closing marks aside, ends with a sentence's mark.
#[must_use]
pub fn ends_sentence(paragraph: &str) -> bool {
    paragraph
        .trim_end_matches(['"', '”', '“', '’', '»', ')', '\''])
        .ends_with(['.', '!', '?', '…', '。', '።'])
}

/// In plain text, what stands before the headline belongs to the page.
fn mark_before_title(article: &Article, paragraphs: &[Candidate], kinds: &mut [Option<Furniture>]) {
    if let Some(title) = article.title_span {
        for (paragraph, kind) in paragraphs.iter().zip(kinds) {
            if paragraph.span.end <= title.start {
                kind.get_or_insert(Furniture::Navigation);
            }
        }
    }
}

/// Runs of three or more neighbouring labels (at most 8 words, no sentence end) are menus; a single one is a subhead.
fn mark_label_runs(text: &str, paragraphs: &[Candidate], kinds: &mut [Option<Furniture>]) {
    let is_label = |i: usize| {
        let paragraph = paragraphs[i].span.of(text);
        kinds[i].is_some() || (paragraphs[i].tokens.len() <= 8 && !ends_sentence(paragraph))
    };
    let labels: Vec<bool> = (0..paragraphs.len()).map(is_label).collect();
    let mut start = 0;
    while start < labels.len() {
        let length = labels[start..].iter().take_while(|&&label| label).count();
        if length >= 3 {
            for kind in &mut kinds[start..start + length] {
                kind.get_or_insert(Furniture::Navigation);
            }
        }
        start += length.max(1);
    }
}

/// A paragraph printed twice is a caption or a teaser: the repetition is marked, and with it the first copy when that
/// carries a picture credit (`© AgencyIn this photo …` fused with the caption that stands again below).
fn mark_repeats(text: &str, paragraphs: &[Candidate], kinds: &mut [Option<Furniture>]) {
    if paragraphs.len() > 5_000 {
        return; // Not an article but a log or a book: nothing printed twice in it is a caption.
    }
    let mut seen: HashTable<&[Token]> = HashTable::with_capacity(paragraphs.len());
    for (paragraph, kind) in paragraphs.iter().zip(kinds.iter_mut()) {
        let tokens = paragraph.tokens;
        if tokens.len() < 4 {
            continue;
        }
        match seen.entry(ends_hash(tokens), |other| same_words(other, tokens), |other| ends_hash(other)) {
            Entry::Occupied(_) => {
                kind.get_or_insert(Furniture::Caption);
            }
            Entry::Vacant(new) => {
                new.insert(tokens);
            }
        }
    }
    // A credit that begins with © and ends in a caption which one of the next paragraphs repeats.
    for (i, credit) in paragraphs.iter().enumerate() {
        let credit = credit.span.of(text);
        if !credit.starts_with('©') {
            continue;
        }
        for (caption, kind) in paragraphs[i + 1..].iter().zip(&mut kinds[i + 1..]).take(3) {
            let head: String = caption.span.of(text).chars().take(40).collect();
            if caption.tokens.len() >= 3 && credit.contains(&head) {
                kind.get_or_insert(Furniture::Caption);
            }
        }
    }
}

fn same_words(a: &[Token], b: &[Token]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.word() == b.word())
}

/// A hash of the first and the last two words: paragraphs that agree in them are nearly always equal.
fn ends_hash(tokens: &[Token]) -> u64 {
    let ends = tokens.iter().take(2).chain(tokens.iter().rev().take(2));
    ends.fold(0, |hash, token| mix(hash ^ u64::from(token.word().0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Corpus, progress::Silent};

    fn kinds(title: &str, text: &str) -> Vec<Option<&'static str>> {
        let article = Article { title: Some(title.into()), text: text.into(), ..Article::default() };
        let corpus = Corpus { articles: vec![article], ..Corpus::default() };
        let texts = crate::text::analyze(&corpus, &Silent);
        texts.paragraphs.iter().map(|paragraph| paragraph.furniture.map(Furniture::name)).collect()
    }

    #[test]
    fn worked_examples() {
        let caption = "© Wire PhotoFishing boats wait in the harbour of Lenn on Monday";
        let text = [
            "Harbour of Lenn closes for winter - Coast Daily",
            "By Ada Quill, Northline News",
            "The harbour of Lenn closed on Monday, two weeks earlier than planned.",
            caption,
            "Fishing boats wait in the harbour of Lenn on Monday - Coast Daily",
            "Read more: Ten things to know about storms",
            "Winter peace",
            "Follow the money, said the mayor, and you find the reason for the early closing of the port.",
            "Subscribe",
            "Newsfeed",
            "0",
            "© 2020 Northline L.P.",
        ]
        .join("\n");
        assert_eq!(
            kinds("Harbour of Lenn closes for winter", &text),
            [
                Some("headline"),
                Some("byline"),
                None,
                Some("credit"),
                Some("caption"),
                Some("promotion"),
                None,
                None,
                Some("promotion"),
                Some("navigation"),
                Some("navigation"),
                Some("credit"),
            ]
        );
    }
}

//! Phrases with a place for an agency's name, such as `{agency} contributed to this report`.
//!
//! Between the phrase's words and the name other names may stand (`With files from Ada Quill and The Associated Press`),
//! but no end of a sentence and not a clause. Letter case does not matter.

use aho_corasick::AhoCorasick;

/// A phrase as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Words before the agency, in lower case.
    before: String,
    /// Words after it, in lower case.
    after: String,
    /// Whether it counts at the beginning of a line or parenthesis only.
    at_start: bool,
    /// Whether the agency must be the last word of a short line or parenthesis.
    at_end: bool,
}

/// Bytes that may stand between words of a phrase and the agency: room for a list of authors.
const GAP: usize = 90;

/// Bytes after the agency in which the rest of a phrase is looked for: authors with their places of work.
const LONG_GAP: usize = 400;

/// Bytes of a line that is short enough to be a credit from end to end.
const SHORT_LINE: usize = 120;

/// Words in small letters that stand in lists of names.
const LINKS: &[&str] = &[
    "a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "via", "also", "und",
    "von", "der", "die", "den", "dem", "des", "et", "le", "la", "les", "de", "du", "l", "d", "avec", "y",
    "e", "el", "con", "da", "do", "das", "dos", "com", "na", "no", "i", "och", "og", "en", "van",
];

/// The line around an agency's name, as far as a phrase may reach.
pub(super) struct Surroundings<'a> {
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    /// The same in small letters, byte for byte.
    small_before: String,
    small_after: String,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(before: &'a str, after: &'a str) -> Self {
        let (before, after) = (tail(before, GAP + 50), head(after, LONG_GAP + 50));
        Self { before, after, small_before: small(before), small_after: small(after) }
    }
}

/// The text in small letters at the same offsets; letters whose small form has another length stay.
fn small(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = |c: char| {
        let mut small = c.to_lowercase();
        let first = small.next().unwrap_or(c);
        if small.next().is_none() && first.len_utf8() == c.len_utf8() { first } else { c }
    };
    text.chars().map(lower).collect()
}

/// Phrases that are looked for together. An automaton over the words of each that stand alone on their side of the name
/// says which phrases are worth a closer look: of a hundred hardly ever one.
pub(super) struct Phrases<'a> {
    phrases: &'a [Phrase],
    /// Numbers of the phrases with words before the agency, and an automaton over these words.
    before: (Vec<usize>, Option<AhoCorasick>),
    /// The same for phrases with words after it only.
    after: (Vec<usize>, Option<AhoCorasick>),
}

impl<'a> Phrases<'a> {
    pub(super) fn new(phrases: &'a [Phrase]) -> Self {
        let numbers = |leads: bool| -> Vec<usize> {
            (0..phrases.len()).filter(|&number| phrases[number].before.is_empty() != leads).collect()
        };
        let (before, after) = (numbers(true), numbers(false));
        // Only more than 2³¹ states fail; without an automaton no phrase is found.
        let leading = AhoCorasick::new(before.iter().map(|&number| &phrases[number].before)).ok();
        let trailing = AhoCorasick::new(after.iter().map(|&number| &phrases[number].after)).ok();
        Self { phrases, before: (before, leading), after: (after, trailing) }
    }

    /// The first phrase of the list that stands around the name.
    pub(super) fn find(&self, around: &Surroundings, near: bool) -> Option<Reach> {
        let (before, after) = (&*around.small_before, &*around.small_after);
        let sides = if near {
            [(&self.before, tail(before, 60)), (&self.after, head(after, 60))]
        } else {
            [(&self.before, before), (&self.after, after)]
        };
        let mut numbers: Vec<usize> = Vec::new();
        for ((all, automaton), text) in sides {
            let found = automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text));
            numbers.extend(found.map(|found| all[found.pattern().as_usize()]));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().find_map(|number| self.phrases[number].find(around, near))
    }
}

/// Where a phrase was found: bytes before and after the name that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) after: usize,
}

/// Phrases as they are looked for.
pub(super) fn compile<'a>(phrases: impl Iterator<Item = &'a String>) -> Result<Vec<Phrase>, String> {
    phrases.map(|phrase| parse(phrase)).collect()
}

fn parse(phrase: &str) -> Result<Phrase, String> {
    let (body, at_start) = phrase.strip_prefix('^').map_or((phrase, false), |rest| (rest, true));
    let (body, at_end) = body.strip_suffix('$').map_or((body, false), |rest| (rest, true));
    let parts: Vec<&str> = body.split("{agency}").collect();
    let [before, after] = parts[..] else {
        return Err(format!("the phrase `{phrase}` does not hold `{{agency}}` once"));
    };
    let phrase =
        Phrase { before: before.trim().to_lowercase(), after: after.trim().to_lowercase(), at_start, at_end };
    if phrase.before.is_empty() && phrase.after.is_empty() {
        return Err(format!("the phrase `{body}` is the agency's name alone"));
    }
    Ok(phrase)
}

impl Phrase {
    /// Whether the phrase stands around the name, and how far it reaches; `near` lets no list of names come between.
    fn find(&self, around: &Surroundings, near: bool) -> Option<Reach> {
        let (names, authors) = if near { (12, 12) } else { (GAP, LONG_GAP) };
        let mut reach = Reach { before: 0, after: 0 };
        if !self.before.is_empty() {
            let at = rfind_words(&around.small_before, &self.before)?;
            let between = &around.before[at + self.before.len()..];
            if between.len() > names || !is_listing(between) {
                return None;
            }
            reach.before = around.before.len() - at;
        }
        let lead = &around.before[..around.before.len() - reach.before];
        if self.at_start && !lead.ends_with(['(', '[', '（']) && !lead.trim_matches(is_ornament).is_empty() {
            return None;
        }
        if !self.after.is_empty() {
            let at = find_words(&around.small_after, &self.after)?;
            if at > authors || ends_sentence(&around.after[..at]) {
                return None;
            }
            reach.after = at + self.after.len();
        }
        if self.at_end {
            let rest = around.after[reach.after..].split([')', ']']).next().unwrap_or_default();
            let short = around.before.len() + around.after.len() <= SHORT_LINE || lead.ends_with(['(', '[']);
            // A colon introduces what the agency said.
            let closes = rest.len() <= 60 && is_listing(rest) && !rest.trim_start().starts_with(':');
            return (short && closes).then_some(reach);
        }
        Some(reach)
    }
}

/// Whether the text is names and what links them: hardly a word in small letters, no end of a sentence.
fn is_listing(text: &str) -> bool {
    let small = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_lowercase) && !LINKS.contains(word))
        .count();
    small <= 1 && !ends_sentence(text)
}

/// Whether a sentence ends inside the text. Dots of abbreviations (`Va.`, `S. C.`) do not count.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.char_indices().any(|(at, c)| match c {
        '!' | '?' | '\n' | '。' | '।' | '።' => true,
        '.' => {
            let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let rest = &text[at + 1..];
            let next = rest.trim_start().chars().next();
            rest.starts_with(char::is_whitespace)
                && next.is_some_and(|c| !c.is_lowercase() && !c.is_numeric() && c != ',')
                && (word.chars().count() > 3 || word.chars().all(char::is_numeric))
        }
        _ => false,
    })
}

/// Marks that may stand before a credit or after it.
pub(super) fn is_ornament(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The last bytes of a text, at most so many, cut between characters.
pub(super) fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The first bytes of a text, at most so many, cut between characters.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The last place where these words stand as whole words.
fn rfind_words(text: &str, words: &str) -> Option<usize> {
    text.rmatch_indices(words).map(|(at, _)| at).find(|&at| is_whole(text, at, at + words.len()))
}

/// The first place where these words stand as whole words.
fn find_words(text: &str, words: &str) -> Option<usize> {
    text.match_indices(words).map(|(at, _)| at).find(|&at| is_whole(text, at, at + words.len()))
}

/// Whether no word goes on beyond either end.
pub(super) fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let inside = &text[start..end];
    let goes_on = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(is_of_word) && outer.is_some_and(is_of_word)
    };
    !goes_on(inside.chars().next(), text[..start].chars().next_back())
        && !goes_on(inside.chars().next_back(), text[end..].chars().next())
}

/// Whether the character belongs to a word that others may go on. Scripts without spaces have no such words.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

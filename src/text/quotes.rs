//! Where quoted speech stands in a text.
//!
//! Knows “ ”, „ “, « », » «, ‹ ›, ‘ ’, 「 」, 『 』 and the straight `"` and `'`; two apostrophes count as one double mark,
//! and curly and straight marks of one width close each other, as scraped text mixes them. A quotation that is still open at the end of a
//! paragraph goes on in the next one when that one opens with a quotation mark of its own (the convention of the
//! press) or closes one before it opens any. An open mark that finds neither is a stray and quotes nothing. An embedded
//! post is quoted whole up to its signature, `— Name (@handle) date`.

use crate::units::Span;

/// Byte ranges inside quotation marks (marks excluded), sorted and disjoint, for consecutive `paragraphs` of `text`.
#[must_use]
pub fn quoted_ranges(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut ranges = Vec::new();
    // Start, in `text`, of a quotation that the paragraph before left open.
    let mut carried: Option<(Quote, usize, usize)> = None;
    for paragraph in paragraphs {
        if let Some(end) = signature(paragraph.of(text)) {
            ranges.push(Span::new(paragraph.start as usize, paragraph.start as usize + end));
            carried = None;
            continue;
        }
        let marks = marks(paragraph.of(text), paragraph.start as usize);
        let mut open: Option<(Quote, usize)> = None;
        if let Some((quote, start, end)) = carried.take() {
            match marks.iter().find(|mark| mark.quote.family() == quote.family()) {
                Some(mark) if mark.closes && !mark.opens => {
                    ranges.push(Span::new(start, end));
                    open = Some((quote, paragraph.start as usize));
                }
                Some(mark) if mark.opens && is_first_word(text, *paragraph, mark.at) => {
                    ranges.push(Span::new(start, end));
                }
                _ => {}
            }
        }
        for mark in &marks {
            match open {
                Some((quote, start)) if mark.closes && mark.quote.closes(quote) => {
                    ranges.push(Span::new(start, mark.at));
                    open = None;
                }
                None if mark.opens => open = Some((mark.quote, mark.at + mark.width)),
                _ => {}
            }
        }
        carried = open.map(|(quote, start)| (quote, start, paragraph.end as usize));
    }
    ranges.retain(|range| !range.is_empty());
    ranges
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    Straight,
    CurlyLeft,
    CurlyRight,
    Low,
    GuillemetLeft,
    GuillemetRight,
    SingleLeft,
    SingleRight,
    Apostrophe,
    Corner,
}

impl Quote {
    /// Marks that can pair with each other.
    fn family(self) -> u8 {
        match self {
            Self::Straight | Self::CurlyLeft | Self::CurlyRight | Self::Low => 1,
            Self::GuillemetLeft | Self::GuillemetRight => 2,
            Self::SingleLeft | Self::SingleRight | Self::Apostrophe => 3,
            Self::Corner => 4,
        }
    }

    fn closes(self, opened: Quote) -> bool {
        match opened {
            // German „ closes with “, Polish and others with ”.
            Quote::Low => matches!(self, Quote::CurlyLeft | Quote::CurlyRight),
            Quote::GuillemetLeft => self == Quote::GuillemetRight,
            Quote::GuillemetRight => self == Quote::GuillemetLeft,
            Quote::CurlyLeft => matches!(self, Quote::CurlyRight | Quote::Straight),
            // Swedish and Finnish open and close with ”.
            Quote::CurlyRight => self == Quote::CurlyRight,
            Quote::Straight => matches!(self, Quote::Straight | Quote::CurlyRight),
            _ => self.family() == opened.family(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    quote: Quote,
    at: usize,
    width: usize,
    opens: bool,
    closes: bool,
}

/// All quotation marks of one paragraph; `base` is added to their positions.
fn marks(paragraph: &str, base: usize) -> Vec<Mark> {
    let bytes = paragraph.as_bytes();
    // All marks are `"`, `'` or begin with one of these bytes, which begin characters only; 0xE3 has the corners.
    let leads = memchr::memchr3_iter(b'"', 0xC2, 0xE2, bytes);
    let mut leads: Vec<usize> = leads.chain(memchr::memchr2_iter(b'\'', 0xE3, bytes)).collect();
    leads.sort_unstable();
    leads
        .into_iter()
        .filter_map(|at| mark(paragraph, at))
        .map(|mark| Mark { at: base + mark.at, ..mark })
        .collect()
}

/// The quotation mark that stands at `at`, if one does.
fn mark(paragraph: &str, at: usize) -> Option<Mark> {
    let (before, rest) = paragraph.split_at(at);
    let mut rest = rest.chars();
    let character = rest.next()?;
    let before = || before.chars().next_back();
    let starts =
        || before().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/'));
    let (quote, opens, closes) = match character {
        '"' => (Quote::Straight, starts(), !starts()),
        '“' => (Quote::CurlyLeft, true, true),
        '”' => (Quote::CurlyRight, starts(), true),
        '„' | '‟' => (Quote::Low, true, false),
        '«' | '‹' => (Quote::GuillemetLeft, true, true),
        '»' | '›' => (Quote::GuillemetRight, starts(), true),
        '‘' => (Quote::SingleLeft, starts(), false),
        '\'' | '’' => {
            let (last, next) = (before(), rest.clone().next());
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            // "the workers' rights": a plural's apostrophe, not a mark.
            let possessive = last == Some('s')
                && rest.as_str().strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
            if last == Some(character) || (is_letter(last) && is_letter(next)) || possessive {
                return None;
            }
            if next == Some(character) {
                let width = 2 * character.len_utf8();
                return Some(Mark { quote: Quote::Straight, at, width, opens: starts(), closes: !starts() });
            }
            match (character, starts()) {
                ('’', starts) => (Quote::SingleRight, false, !starts),
                (_, true) if is_letter(next) => (Quote::Apostrophe, true, false),
                (_, true) => return None,
                (_, false) => (Quote::Apostrophe, false, true),
            }
        }
        '「' | '『' => (Quote::Corner, true, false),
        '」' | '』' => (Quote::Corner, false, true),
        _ => return None,
    };
    Some(Mark { quote, at, width: character.len_utf8(), opens, closes })
}

/// Where an embedded post ends that makes up the paragraph: before its signature, `— Name (@handle) date`.
fn signature(paragraph: &str) -> Option<usize> {
    let at = paragraph.rfind("(@")?;
    let handle = paragraph[at + 2..].find(')').filter(|&length| length <= 20)?;
    let date = &paragraph[at + 2 + handle + 1..];
    if date.len() > 40 || !date.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let from = paragraph.floor_char_boundary(at.saturating_sub(80));
    let dash = from + paragraph[from..at].rfind(['—', '–']).or_else(|| paragraph[from..at].rfind("- "))?;
    (dash > 0).then_some(dash)
}

/// Whether nothing but space and marks stands in the paragraph before `at`.
fn is_first_word(text: &str, paragraph: Span, at: usize) -> bool {
    !text[paragraph.start as usize..at].chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::hostile::{SAMPLE, hostile};

    /// All marks, looked for at every character.
    fn slow_marks(paragraph: &str, base: usize) -> Vec<Mark> {
        let at = paragraph.char_indices().filter_map(|(at, _)| mark(paragraph, at));
        at.map(|mark| Mark { at: mark.at + base, ..mark }).collect()
    }

    proptest! {
        #[test]
        fn no_mark_is_passed_over(text in hostile(), base in 0..9_usize) {
            prop_assert_eq!(marks(&text, base), slow_marks(&text, base));
        }
    }

    #[test]
    fn no_mark_of_the_sample_is_passed_over() {
        assert_eq!(marks(SAMPLE, 0), slow_marks(SAMPLE, 0));
    }

    fn quoted(paragraphs: &[&str]) -> Vec<String> {
        let text = paragraphs.join("\n");
        let mut at = 0;
        let spans: Vec<Span> = paragraphs
            .iter()
            .map(|paragraph| {
                let span = Span::new(at, at + paragraph.len());
                at += paragraph.len() + 1;
                span
            })
            .collect();
        quoted_ranges(&text, &spans).into_iter().map(|range| range.of(&text).to_owned()).collect()
    }

    #[test]
    fn every_kind_of_mark() {
        let cases: &[(&str, &[&str])] = &[
            ("He said \"yes\" and \"no\".", &["yes", "no"]),
            ("He said “yes, ‘maybe’ then” twice.", &["yes, ‘maybe’ then"]),
            ("Er sagte: „Ja, gut“, dann „nein”.", &["Ja, gut", "nein"]),
            ("Il a dit « oui ».", &[" oui "]),
            ("Han sagde: »ja«.", &["ja"]),
            ("He called it ‘a fine day’ at O’Brien’s.", &["a fine day"]),
            ("彼は「はい」と言った", &["はい"]),
            ("a 6\" pipe and no quote", &[]),
            ("“Mixed marks,\" he said.", &["Mixed marks,"]),
            ("“Two apostrophes,’’ he said.", &["Two apostrophes,"]),
            ("'A fine day,' said O'Brien.", &["A fine day,"]),
            (
                "'The workers' right to rest,' he said, 'is ours.'",
                &["The workers' right to rest,", "is ours."],
            ),
            ("rock 'n' roll is the students' choice", &["n"]),
            ("We sail at dawn. — Ann Bell (@annbell) May 3, 2021", &["We sail at dawn. "]),
            ("We met (@annbell) on a day of 2021 that was long and full of words", &[]),
            ("The dogs’ bowls", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(&quoted(&[text]), expected, "{text}");
        }
    }

    #[test]
    fn open_quotes_are_carried_only_with_a_reason() {
        assert_eq!(quoted(&["“One.", "“Two,” he said."]), ["One.", "Two,"]);
        assert_eq!(quoted(&["He: “One.", "Two” he said."]), ["One.", "Two"]);
        assert_eq!(quoted(&["He: “One.", "Two he said."]), [""; 0]);
    }
}

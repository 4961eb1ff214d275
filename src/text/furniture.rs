//! Page furniture that a single article gives away: navigation, credits, captions printed twice, link widgets.
//!
//! Furniture is kept and marked, never deleted; it stays out of vectors and of reuse. What only the whole corpus gives
//! away (an outlet's template, a line that all outlets carry) is found by [`crate::reuse`].
//! Cost: linear in the text, apart from captions, which compare a document's short paragraphs with each other through
//! a hash of their letters.

use hashbrown::HashMap;
use xxhash_rust::xxh3::Xxh3;

use super::paragraphs::Block;
use crate::{article::Article, units::Span};

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

/// Openings of a paragraph that give its kind away, in lower case. Only paragraphs of at most [`SHORT`] words count.
const OPENINGS: &[(Furniture, &[&str])] = &[
    (
        Furniture::Credit,
        &[
            "©", "(c)", "copyright ", "photo:", "photo by ", "photos:", "photograph:", "image:", "image source",
            "image caption", "media caption", "picture:", "foto:", "crédit ", "crédits ", "credit:", "enlarge this image",
            "with assistance from", "to contact the ", "reporting by ", "additional reporting by ", "editing by ",
            "the associated press contributed", "associated press writer", "mit material von", "avec afp", "avec agences",
        ],
    ),
    (
        Furniture::Promotion,
        &[
            "read more", "read also", "also read", "related:", "see also", "more:", "more from ", "watch:", "watch live",
            "listen:", "sign up", "subscribe", "click here", "follow us", "follow ", "like us on", "download our",
            "for more articles like this", "for more ", "get our", "advertisement", "story continues below",
            "story continued below", "continue reading", "recommended:", "don't miss", "don’t miss", "scroll down",
            "lesen sie auch", "mehr zum thema", "anzeige", "abonnieren", "jetzt anmelden", "newsletter",
            "lire aussi", "à lire aussi", "lire la suite", "abonnez-vous", "s'abonner", "publicité", "inscrivez-vous",
            "leia também", "leia mais", "veja também", "saiba mais", "assine", "lea también", "lee también", "suscríbete",
        ],
    ),
    (
        Furniture::Navigation,
        &[
            "log in", "login", "register", "share this", "share on", "share ", "comments", "comment", "newsfeed", "home",
            "menu", "loading", "loader", "print", "email", "toggle caption", "to participate in the discussion",
            "last updated", "updated ", "published ", "image", "chats", "skip to",
        ],
    ),
];

/// Words up to which an opening decides; a longer paragraph that starts with "Follow" is prose.
const SHORT: usize = 40;

/// Marks for the paragraphs of one article: for each block its kind, `None` for prose.
#[must_use]
pub fn mark(article: &Article, blocks: &[Block]) -> Vec<Option<Furniture>> {
    let text = &*article.text;
    let mut kinds: Vec<Option<Furniture>> = blocks.iter().map(|block| by_itself(article, block.span)).collect();
    mark_before_title(article, blocks, &mut kinds);
    mark_label_runs(text, blocks, &mut kinds);
    mark_repeats(text, blocks, &mut kinds);
    kinds
}

/// What a paragraph is by its own words.
fn by_itself(article: &Article, span: Span) -> Option<Furniture> {
    let paragraph = span.of(&article.text);
    if article.title_span.is_some_and(|title| title.overlaps(span)) || is_title(article, paragraph) {
        return Some(Furniture::Headline);
    }
    let words = paragraph.split_whitespace().take(SHORT + 1).count();
    if words > SHORT {
        return None;
    }
    let start: String = paragraph
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '('))
        .chars()
        .take(40)
        .flat_map(char::to_lowercase)
        .collect();
    for (kind, openings) in OPENINGS {
        // Navigation openings are ordinary words, so they decide only for labels.
        let limit = if *kind == Furniture::Navigation { 6 } else { SHORT };
        let prose = words > 12 && *kind == Furniture::Promotion && ends_sentence(paragraph) && !start.contains(':');
        if words <= limit && !prose && openings.iter().any(|opening| opens(&start, opening)) {
            return Some(*kind);
        }
    }
    is_byline(paragraph, words).then_some(Furniture::Byline)
}

/// Whether `start` begins with `opening` as whole words.
fn opens(start: &str, opening: &str) -> bool {
    start.strip_prefix(opening).is_some_and(|rest| {
        !opening.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
}

/// Whether the paragraph is the headline, at most followed by the outlet's name.
fn is_title(article: &Article, paragraph: &str) -> bool {
    let Some(title) = article.title.as_deref().or(article.title_span.map(|span| span.of(&article.text))) else {
        return false;
    };
    if paragraph.len() > title.len() + 60 {
        return false;
    }
    let mut rest = letters(paragraph);
    let mut wanted = letters(title);
    let mut count = 0;
    let prefix = wanted.all(|letter| {
        count += 1;
        rest.next() == Some(letter)
    });
    prefix && count >= 8 && rest.count() <= 30
}

fn is_byline(paragraph: &str, words: usize) -> bool {
    let named = ["By ", "BY ", "Von ", "Par ", "Por ", "Di "]
        .iter()
        .find_map(|opening| paragraph.strip_prefix(opening))
        .is_some_and(|rest| rest.starts_with(char::is_uppercase));
    named && words <= 15 && !ends_sentence(paragraph)
}

fn ends_sentence(paragraph: &str) -> bool {
    paragraph.trim_end_matches(['"', '”', '“', '’', '»', ')', '\'']).ends_with(['.', '!', '?', '…', '。', '።'])
}

/// In plain text, what stands before the headline belongs to the page.
fn mark_before_title(article: &Article, blocks: &[Block], kinds: &mut [Option<Furniture>]) {
    if let Some(title) = article.title_span {
        for (block, kind) in blocks.iter().zip(kinds) {
            if block.span.end <= title.start {
                kind.get_or_insert(Furniture::Navigation);
            }
        }
    }
}

/// Runs of three or more neighbouring labels (at most 8 words, no sentence end) are menus; a single one is a subhead.
fn mark_label_runs(text: &str, blocks: &[Block], kinds: &mut [Option<Furniture>]) {
    let is_label = |i: usize| {
        let paragraph = blocks[i].span.of(text);
        kinds[i].is_some() || (paragraph.split_whitespace().count() <= 8 && !ends_sentence(paragraph))
    };
    let labels: Vec<bool> = (0..blocks.len()).map(is_label).collect();
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
fn mark_repeats(text: &str, blocks: &[Block], kinds: &mut [Option<Furniture>]) {
    if blocks.len() > 5_000 {
        return; // Not an article but a log or a book: nothing printed twice in it is a caption.
    }
    let mut seen: HashMap<u128, usize> = HashMap::new();
    for (i, block) in blocks.iter().enumerate() {
        let paragraph = block.span.of(text);
        if paragraph.split_whitespace().take(4).count() < 4 {
            continue;
        }
        match seen.get(&fingerprint(paragraph)) {
            Some(_) => kinds[i] = kinds[i].or(Some(Furniture::Caption)),
            None => {
                seen.insert(fingerprint(paragraph), i);
            }
        }
    }
    // Credits whose tail is another paragraph, or whose tail another paragraph begins with.
    for i in 0..blocks.len() {
        let credit = blocks[i].span.of(text);
        if !credit.starts_with('©') && kinds[i] != Some(Furniture::Credit) {
            continue;
        }
        for (j, block) in blocks.iter().enumerate().skip(i + 1).take(3) {
            let caption = block.span.of(text);
            let head: String = caption.chars().take(40).collect();
            if kinds[j].is_none() && head.split_whitespace().count() >= 3 && credit.contains(&head) {
                kinds[j] = Some(Furniture::Caption);
            }
        }
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn fingerprint(paragraph: &str) -> u128 {
    let mut hasher = Xxh3::new();
    let mut buffer = [0; 4];
    for letter in letters(paragraph) {
        hasher.update(letter.encode_utf8(&mut buffer).as_bytes());
    }
    hasher.digest128()
}

/// Link widgets fused into the prose of `paragraph`, as spans of the article's text.
///
/// The pattern: a name of two to four capitalised words stands twice with nothing between (`Mike PompeoMike Pompeo`),
/// headlines of other articles follow, and the word `MORE` in capitals ends them. The second name up to and with
/// `MORE` is the widget. Without a `MORE` within 600 bytes only the doubled name is taken out.
#[must_use]
pub fn widgets(text: &str, paragraph: Span) -> Vec<Span> {
    let body = paragraph.of(text);
    let mut found = Vec::new();
    let mut skip_to = 0;
    let mut lower_before = false;
    for (at, character) in body.char_indices() {
        if at >= skip_to
            && lower_before
            && character.is_uppercase()
            && let Some(name) = doubled_name(body, at)
        {
            let limit = body.floor_char_boundary(at + 600);
            let end = more(&body[at..limit]).map_or(at + name, |length| at + length);
            let base = paragraph.start as usize;
            found.push(Span::new(base + at, base + end));
            skip_to = end;
        }
        lower_before = character.is_lowercase() || character == '.';
    }
    found
}

/// Length in bytes of the name that ends at `at` and stands again at `at`; at least two words.
fn doubled_name(body: &str, at: usize) -> Option<usize> {
    let (before, after) = (&body[..at], &body[at..]);
    let mut starts = before.rmatch_indices(' ').map(|(space, _)| space + 1).take(4);
    // The last word alone is no name; a name begins one to three words further left, or at the paragraph's start.
    starts.next()?;
    let begin = if before.matches(' ').count() < 4 { Some(0) } else { None };
    starts.chain(begin).find_map(|start| {
        let name = &before[start..];
        let name_like = name.contains(' ') && name.split(' ').all(|w| w.starts_with(char::is_uppercase));
        (name_like && after.starts_with(name)).then_some(name.len())
    })
}

/// End of the first `MORE` that stands as a word of its own.
fn more(text: &str) -> Option<usize> {
    text.match_indices("MORE").map(|(at, _)| at + 4).find(|&end| {
        !text[end..].starts_with(char::is_alphanumeric) && text[..end - 4].ends_with(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::paragraphs, *};

    fn article(title: Option<&str>, text: &str) -> Article {
        Article {
            id: String::new(),
            outlet: None,
            title: title.map(Into::into),
            text: text.into(),
            title_span: None,
            published: None,
            lang: None,
            url: None,
            byline: None,
            source_file: 0,
            source_row: 1,
        }
    }

    fn kinds(title: Option<&str>, text: &str) -> Vec<Option<&'static str>> {
        let article = article(title, text);
        mark(&article, &paragraphs::split(text)).into_iter().map(|kind| kind.map(Furniture::name)).collect()
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
        assert_eq!(kinds(Some("Harbour of Lenn closes for winter"), &text), [
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
        ]);
    }

    #[test]
    fn widgets_in_prose_are_cut_out_and_the_sentence_closes() {
        let text = "Secretary Ann BellAnn BellStorm closes harbour Ten things to know MORE on Monday said no. Mc DonaldMac";
        let found = widgets(text, Span::new(0, text.len()));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].of(text), "Ann BellStorm closes harbour Ten things to know MORE");
        assert_eq!(widgets("New YorkNew York", Span::new(0, 16)).len(), 1);
        assert_eq!(widgets("iPhone and eBay are fine", Span::new(0, 24)), []);
    }
}

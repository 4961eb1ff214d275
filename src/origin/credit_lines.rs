//! Bylines, signatures and copyright lines that name an agency; and pictures, whose credits are no articles'.

use std::collections::BTreeSet;

use super::{
    credits::{Mention, words},
    datelines::{LINKS, Line, is_shout},
    phrases::{ends_sentence, head, tail},
};
use crate::units::Span;

/// Bytes from the beginning in which bylines stand.
const HEAD: usize = 1500;

/// Bytes of a line that is a byline or a signature from end to end.
const SHORT_LINE: usize = 160;

/// Words that open a byline.
const BY: &[&str] =
    &["By", "BY", "by", "Von", "VON", "Par", "Por", "POR", "Di", "Door", "Af", "Av", "Från", "Fra", "Από"];

/// The agency's name below or behind the last words of the article.
pub(super) fn signature(line: &Line, known: &BTreeSet<String>) -> Option<Span> {
    let Line { text, mention, .. } = *line;
    let is_known = |word: &str| known.contains(word) || LINKS.contains(&word);
    let rest = line.after();
    if rest.len() > 60 || !is_end(&text[line.end..]) {
        return None;
    }
    let is_initials = |word: &str| word.chars().count() <= 4 && !word.chars().any(char::is_lowercase);
    let is_sign = |word: &str| word.chars().count() <= 3 && word.chars().all(char::is_lowercase);
    let before = line.before();
    // Below the text, after a dash, anything short may follow: `-- City News Service, photo by Ada Quill`.
    let dashed = before.len() <= 8 && before.trim_start().starts_with(['-', '–', '—']);
    let closing = words(rest).all(|word| is_known(word) || is_initials(word) || is_sign(word));
    if !(closing || dashed && words(before).all(is_known)) {
        return None;
    }
    let ended = |text: &str| {
        let bare = text.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '”' | '»' | '“' | '’' | '\'' | ')' | ']' | '_' | '*' | '=')
        });
        bare.is_empty() || bare.ends_with(['.', '!', '?', '…', '。', '።', '।'])
    };
    let span = |start: usize| Span::new(start, mention.end);
    if before.len() <= 60 && words(before).all(is_known) {
        // A line of its own; below a caption it is a picture's.
        let above = text[..line.start].trim_end();
        return (ended(above) && !above.is_empty()).then(|| span(mention.start));
    }
    // Behind the last sentence: `. (AFP)`, `. / AFP, AP e REUTERS`, `. — AP`, `. PTI`.
    let at = before
        .char_indices()
        .rev()
        .find(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '”' | '»' | '。' | '।'))
        .map(|(at, c)| at + c.len_utf8())?;
    let sign = &before[at..];
    // Without a mark it must be the very last word, but for the initials of who wrote it; else a caption's end.
    let initials = words(rest).all(is_initials) && (!mention.is_name || words(rest).next().is_none());
    let plain = sign.trim().is_empty() && initials && text[line.end..].trim().is_empty();
    let marked = sign.contains(['(', '/', '–', '—', '-', '[', '*']);
    let whole = words(sign).all(is_known);
    (whole
        && ended(&before[..at])
        && (marked || plain)
        && sign.starts_with([' ', '(', '/', '—', '–', '\u{a0}', '[']))
    .then(|| {
        span(
            line.start + at + sign.len() - sign.trim_start_matches([' ', '\u{a0}', '/', '—', '–', '-']).len(),
        )
    })
}

/// Whether nothing but labels of the page follows.
fn is_end(text: &str) -> bool {
    let rest = text.trim();
    rest.len() <= 300
        && rest.lines().all(|line| line.len() <= 60 && !ends_sentence(line) && !line.ends_with('.'))
}

/// `© 2020 The Associated Press`, `Copyright 2017 Reuters. All rights reserved.` A year or the word tells it from pictures.
pub(super) fn copyright(line: &Line) -> Option<Span> {
    let before = tail(line.before(), 80);
    let signs = ["©", "(c)", "(C)", "Copyright", "COPYRIGHT", "copyright"];
    let at = signs.iter().filter_map(|sign| before.rfind(sign)).min()?;
    let between = &before[at..];
    let year = words(between).any(|word| {
        word.len() == 4
            && word.bytes().all(|b| b.is_ascii_digit())
            && (word.starts_with("19") || word.starts_with("20"))
    });
    let after = line.after();
    let reserved = {
        let next = head(after, 60).to_lowercase();
        ["all rights", "alle rechte", "tous droits", "todos los derechos", "todos os direitos"]
            .iter()
            .any(|w| next.contains(w))
    };
    let spelled = between.starts_with("Copyright")
        && between.len() <= 20
        && before[..at].trim_end().ends_with(['.', ')', '"', '”', '|'])
        || between.starts_with("Copyright") && before[..at].trim().is_empty();
    let pictures = words(head(after, 12)).next().is_some_and(is_of_picture) || after.starts_with('/');
    let names = words(between).all(|word| {
        !word.starts_with(char::is_lowercase)
            || LINKS.contains(&word)
            || word == "by"
            || word == "copyright"
            || word == "c"
    });
    ((year || reserved || spelled) && !pictures && names && !ends_sentence(between))
        .then(|| Span::new(line.mention.start - between.len(), line.mention.end))
}

/// The author's line, in the head of the article.
pub(super) fn byline(line: &Line, known: &BTreeSet<String>) -> Option<Span> {
    let Line { text, start, mention, .. } = *line;
    if start > HEAD || line.end - start > SHORT_LINE {
        return None;
    }
    let whole = line.line().trim();
    let span = Span::new(
        start + line.line().len() - line.line().trim_start().len(),
        start + line.line().trim_end().len(),
    );
    let is_by = |line: &str| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(|word| BY.contains(&word))
            && words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
    };
    let stops = whole.ends_with('.') && !whole.ends_with("Inc.");
    if is_by(whole) && !stops {
        return is_own_name(text, mention).then_some(span);
    }
    // The stamp of a page: `Updated: 2016-07-15 06:50 (Xinhua)`, `Xinhua | Updated: 2016-07-15 06:50`.
    let clock = whole
        .as_bytes()
        .windows(3)
        .any(|at| at[1] == b':' && at[0].is_ascii_digit() && at[2].is_ascii_digit());
    let stamped = line.before().ends_with('(') && line.after().trim() == ")"
        || line.before().trim().is_empty() && line.after().trim_start().starts_with('|');
    if clock && stamped && !ends_sentence(whole) {
        return Some(span);
    }
    let above = text[..start].lines().rev().map(str::trim).filter(|line| !line.is_empty());
    let n_above = text[..start].lines().filter(|line| !line.trim().is_empty()).take(4).count();
    let above = above.take(1).next().unwrap_or_default();
    let by_above = is_by(above) && above.len() <= SHORT_LINE;
    // A name in capitals without "By" is the photographer's as often as the author's.
    let pictured = words(above).any(is_of_picture)
        || words(above).count() <= 4 && !above.is_empty() && !above.contains(char::is_lowercase);
    let roles = [
        "Staff",
        "Writer",
        "writer",
        "Editorial",
        "Newsroom",
        "Editor",
        "Reporter",
        "reporter",
        "Sports",
        "National",
    ];
    let alone =
        words(whole).all(|word| known.contains(word) || LINKS.contains(&word) || roles.contains(&word));
    // A mark alone heads the text only when a city and a dash follow; else it is a picture's.
    let below = text[line.end..].trim_start().lines().next().unwrap_or_default();
    let opening = head(below, 60);
    let dated = n_above == 0
        && opening.split_whitespace().next().is_some_and(is_shout)
        && [" -- ", " — ", " – ", " - "].iter().any(|dash| opening.contains(dash));
    (alone
        && (mention.is_name || dated)
        && !text[line.end..].trim().is_empty()
        && (by_above || n_above < 2 && !pictured))
        .then_some(span)
}

/// Whether the name stands for itself and is not part of a longer one, such as a person's.
pub(super) fn is_own_name(text: &str, mention: Mention) -> bool {
    let name = &text[mention.start..mention.end];
    if mention.is_name && words(name).count() > 2 {
        return true;
    }
    let before = tail(&text[..mention.start], 60);
    let Some(near) = before.strip_suffix(' ') else { return true };
    if !near.ends_with(char::is_alphanumeric) {
        return true;
    }
    let word = words(near).next_back().unwrap_or_default();
    !word.starts_with(char::is_uppercase)
        || BY.contains(&word)
        || matches!(word, "The" | "From" | "With" | "Via" | "And" | "Per")
}

/// Whether the word tells of a picture.
pub(super) fn is_of_picture(word: &str) -> bool {
    let word = word.to_lowercase();
    matches!(
        &*word,
        "photo"
            | "photos"
            | "foto"
            | "fotos"
            | "file"
            | "files"
            | "image"
            | "images"
            | "getty"
            | "pool"
            | "video"
            | "via"
            | "archive"
            | "archiv"
            | "bild"
            | "picture"
            | "pictures"
            | "photographer"
            | "graphic"
            | "handout"
            | "shutterstock"
            | "epa"
            | "imago"
    )
}

/// Whether the name credits a picture: `AP Photo/…`, `REUTERS/…`, `Getty/AFP`, `Image copyright Reuters`.
pub(super) fn is_at_picture(text: &str, mention: Mention) -> bool {
    let (before, after) = (tail(&text[..mention.start], 40), head(&text[mention.end..], 24));
    let (before, after) =
        (before.rsplit('\n').next().unwrap_or_default(), after.split('\n').next().unwrap_or_default());
    if before.ends_with('/') || after.starts_with('/') || after.trim_start().starts_with('/') {
        return true;
    }
    let next = words(after).next();
    if after.starts_with([' ', '-']) && next.is_some_and(is_of_picture) {
        return true;
    }
    let near = before.trim_end();
    let last = words(near).next_back().unwrap_or_default().to_lowercase();
    let labelled = near.ends_with([':', '©']) || near.ends_with(char::is_alphanumeric);
    let tells = |word: &str| {
        matches!(
            word,
            "via"
                | "photo"
                | "photos"
                | "photograph"
                | "foto"
                | "fotos"
                | "image"
                | "bild"
                | "picture"
                | "credit"
                | "crédit"
                | "crédito"
                | "caption"
                | "courtesy"
                | "handout"
                | "reprodução"
        )
    };
    near.ends_with('©')
        || (labelled && tells(&last))
        || (last == "copyright" && near.ends_with("mage copyright"))
        || (last == "the" || last == "by")
            && words(near).rev().nth(1).is_some_and(|word| tells(&word.to_lowercase()))
}

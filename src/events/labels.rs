//! A headline that stands for an event: central, and clean.
//!
//! The headline of the member with the highest mean score with the others, less [what is wrong with it](faults), in the
//! same unit; ties to the earliest. What the outlet puts around it ([`Decorations`]) and what only packs it (`WATCH:`,
//! `UPDATE 2-`) is taken off; `Opinion |` stays to be read where no other headline is to be had. Without any headline the
//! first sentence of the most central article stands for it, or its id.
//! Means of members differ by a tenth or two within an event, so a fault costs about the distance from the best member to
//! a middling one. Cost: a look at each headline.

use std::collections::BTreeMap;

use super::{Relations, leads};
use crate::{
    article::Corpus,
    text::{decorations::Decorations, scripts::is_spaceless},
    units::ArticleId,
};

/// First words of a headline that pack it and say nothing of the event, before a colon, a dash, a bar or a full stop.
const PACKING: &[&str] = &[
    "live",
    "live updates",
    "live blog",
    "watch",
    "watch live",
    "video",
    "photos",
    "pictures",
    "gallery",
    "listen",
    "audio",
    "podcast",
    "breaking",
    "breaking news",
    "update",
    "updated",
    "wrapup",
    "exclusive",
    "refile",
    "corrected",
    "flash",
    "alert",
    "urgent",
    "developing",
    "just in",
    "liveticker",
    "ticker",
    "eilmeldung",
    "newsticker",
    "direct",
    "en direct",
    "vidéo",
    "alerte info",
    "en vivo",
    "última hora",
    "vídeo",
    "fotos",
    "ao vivo",
    "urgente",
    "in diretta",
    "diretta",
    "video/",
    "foto",
];

/// First words of a headline that is not a report.
const VIEWS: &[&str] = &[
    "opinion",
    "op-ed",
    "editorial",
    "analysis",
    "comment",
    "commentary",
    "column",
    "letters",
    "letter",
    "review",
    "factbox",
    "fact check",
    "timeline",
    "explainer",
    "explained",
    "q&a",
    "interview",
    "profile",
    "poll",
    "quiz",
    "briefing",
    "morning briefing",
    "the latest",
    "kommentar",
    "meinung",
    "analyse",
    "tribune",
    "édito",
    "entretien",
    "opinión",
    "análisis",
    "opinião",
    "análise",
    "editoriale",
    "commento",
];

/// What a headline loses: for capitals only, for having few or many words, for its packing, for being a view or a
/// question, for being cut off.
const CAPITALS: f64 = 0.1;
const SHORT: f64 = 0.15;
const LONG: f64 = 0.1;
const PACKED: f64 = 0.05;
const VIEW: f64 = 0.2;
const QUESTION: f64 = 0.1;
const CUT_OFF: f64 = 0.1;

/// Words of a headline: fewer are a slogan, more are a lead. Two letters of a script without spaces count as a word.
const WORDS: (usize, usize) = (3, 18);

/// The label of an event: `members` are those that repeat no other article whole, `mean` how central each is.
pub(super) fn choose(
    corpus: &Corpus,
    decorations: &Decorations,
    relations: &Relations,
    members: &[ArticleId],
    mean: impl Fn(ArticleId) -> f64,
) -> String {
    let titled = members.iter().filter_map(|&id| {
        let article = corpus.article(id);
        let title = leads::title(article)?;
        let title = decorations.clean(article.outlet, &title);
        Some((mean(id) - faults(title), id, unpacked(title).to_owned()))
    });
    let best = titled.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
    if let Some((_, _, title)) = best {
        return title;
    }
    let central = |a: &ArticleId, b: &ArticleId| mean(*a).total_cmp(&mean(*b)).then(b.cmp(a));
    match members.iter().copied().filter(|&id| !relations.profiles.lead(id).is_empty()).max_by(central) {
        Some(id) => relations.profiles.lead(id).to_owned(),
        None => members.first().map_or_else(String::new, |&id| corpus.article(id).id.clone()),
    }
}

/// What is wrong with a headline, in units of the mean score; 0 for a good one.
fn faults(title: &str) -> f64 {
    let (kicker, rest) = kicker(title).unwrap_or(("", title));
    let is = |list: &[&str]| list.contains(&kicker);
    let letters = |test: fn(char) -> bool| rest.chars().filter(|&letter| test(letter)).count();
    let dense = letters(is_spaceless);
    let words = rest.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let words = if dense > 0 { words.max(dense / 2) } else { words };
    let faults = [
        (shouts(rest), CAPITALS),
        (words < WORDS.0, SHORT),
        (words > WORDS.1, LONG),
        (is(PACKING), PACKED),
        (is(VIEWS), VIEW),
        (rest.contains(['?', '？', '؟']), QUESTION),
        (rest.ends_with('…') || rest.ends_with("..."), CUT_OFF),
    ];
    faults.iter().filter(|(is_so, _)| *is_so).map(|(_, loss)| loss).sum()
}

/// Whether it is in capitals.
fn shouts(title: &str) -> bool {
    let letters = |test: fn(char) -> bool| title.chars().filter(|&letter| test(letter)).count();
    let (upper, lower) = (letters(char::is_uppercase), letters(char::is_lowercase));
    upper > 6 && lower * 4 < upper
}

/// Words as headlines write them that have a capital inside, such as `FBI` and `WikiLeaks`, by their small letters: what
/// folding takes from the keywords. Of several the most frequent; headlines in capitals say nothing.
pub(super) fn spellings(corpus: &Corpus, members: &[ArticleId]) -> BTreeMap<String, String> {
    let mut uses: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let titles = members.iter().filter_map(|&id| corpus.article(id).title.as_deref());
    for title in titles.filter(|title| !shouts(title)) {
        for word in title.split(|letter: char| !letter.is_alphanumeric()) {
            if word.chars().skip(1).any(char::is_uppercase) {
                *uses.entry(word.to_lowercase()).or_default().entry(word).or_default() += 1;
            }
        }
    }
    let most = uses.into_iter().filter_map(|(word, uses)| {
        let (written, _) = uses.into_iter().rev().max_by_key(|&(_, count)| count)?;
        Some((word, written.to_owned()))
    });
    most.collect()
}

/// The headline without its packing.
fn unpacked(title: &str) -> &str {
    match kicker(title) {
        Some((kicker, rest)) if PACKING.contains(&kicker) => rest,
        _ => title,
    }
}

/// The kicker at the start of a headline, as the lists have it, and the headline after it; numbers in it do not count.
fn kicker(title: &str) -> Option<(&'static str, &str)> {
    let at = title.find([':', '|', '-', '–', '—', '.', '/', '•'])?;
    let mark = title[at..].chars().next()?;
    // `Op-Ed: …`, `Live-Ticker`: a hyphen inside a word parts nothing, but `UPDATE 2-` ends in one.
    let before = title[..at].trim_end();
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let inside = mark == '-' && number.len() == title[..at].len();
    let (before, after) = if inside {
        let next = at + title[at..].find([':', '|', '–', '—'])?;
        (&title[..next], &title[next..])
    } else {
        (before, &title[at..])
    };
    let word = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '#').trim();
    let word = word.trim_start_matches(['[', '(']).to_lowercase();
    // A sentence may be one word long: only capitals make a kicker before a full stop.
    if mark == '.' && !inside && before.chars().any(char::is_lowercase) {
        return None;
    }
    let known = PACKING.iter().chain(VIEWS).find(|known| **known == word)?;
    let rest = after.trim_start_matches(|c: char| !c.is_alphanumeric() && !"'\"‘’“”«¿¡($€£<".contains(c));
    (!rest.is_empty()).then_some((*known, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kickers_are_known_and_packing_goes() {
        let cases = [
            ("UPDATE 2-Harbor levy passes by one vote", "update", "Harbor levy passes by one vote"),
            ("WATCH: 'They ran' as the roof fell", "watch", "'They ran' as the roof fell"),
            ("LIVE | Council votes on levy", "live", "Council votes on levy"),
            ("Op-Ed: The levy is a mistake", "op-ed", "Op-Ed: The levy is a mistake"),
            ("Opinion | The levy is a mistake", "opinion", "Opinion | The levy is a mistake"),
            ("EN DIRECT. Le toit est tombé", "en direct", "Le toit est tombé"),
        ];
        for (title, expected, shown) in cases {
            assert_eq!(kicker(title).map(|found| found.0), Some(expected), "{title}");
            assert_eq!(unpacked(title), shown);
        }
        for plain in
            ["Live. They did.", "Pellworth: roof falls", "Update-heavy day ends", "Live", "U.S. votes"]
        {
            assert_eq!(kicker(plain), None, "{plain}");
            assert_eq!(unpacked(plain), plain);
        }
    }

    #[test]
    fn capitals_inside_words_are_learned_from_headlines() {
        let article =
            |title: &str| crate::article::Article { title: Some(title.into()), ..Default::default() };
        let titles =
            ["FBI's raid on WikiLeaks", "FBI raids Wikileaks' HOME", "THE Fbi RAIDS WIKILEAKS", "FBi"];
        let corpus = Corpus { articles: titles.map(article).to_vec(), ..Corpus::default() };
        let found = spellings(&corpus, &[0, 1, 2, 3].map(ArticleId));
        let expected = [("fbi", "FBI"), ("home", "HOME"), ("wikileaks", "WikiLeaks")];
        assert_eq!(found, expected.map(|(word, written)| (word.to_owned(), written.to_owned())).into());
    }

    #[test]
    fn faults_add_up() {
        let near = |title: &str, expected: f64| assert!((faults(title) - expected).abs() < 1e-12, "{title}");
        near("Harbor levy passes by one vote", 0.0);
        near("HARBOR LEVY PASSES BY ONE VOTE", CAPITALS);
        near("Levy passes", SHORT);
        near("Harbor levy passes", 0.0);
        near("Opinion | Was the levy a mistake?", VIEW + QUESTION);
        near("WATCH: Harbor levy passes by one...", PACKED + CUT_OFF);
        near("海港税以一票通过", 0.0);
        near(&"word ".repeat(19), LONG);
    }
}

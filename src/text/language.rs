//! Which language an article is written in, as far as its own text tells.
//!
//! The record's own statement counts; otherwise plain English is known by its commonest words, and everything else is
//! looked at by `whatlang` (trigrams, 69 languages) and, where that is lost, by common words (`profiles`). Headlines alone are too short for trigrams ("Storm kills 3" passes
//! for Swedish): what they seem to be is only a guess, which `settle` weighs against the other articles.

use whatlang::{Detector, Lang, Script};

use super::{kin::kin, profiles};
use crate::article::Article;

/// Bytes of a text that are looked at: more costs time and changes nothing measurable.
const SAMPLE: usize = 1_000;

/// Letters below which trigrams are no proof.
const SHORT: usize = 200;

/// Letters below which a body says no more than a headline.
const HEADLINE: usize = 80;

/// What an article is said or seems to be written in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// ISO 639-1 code (639-3 where there is none), `None` when nothing is known.
    pub(super) code: Option<Box<str>>,
    /// How much that is worth.
    pub(super) by: Evidence,
}

/// Where a language is known from, the weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// A short text that could be of several languages.
    #[default]
    Guess,
    /// A short text that looks like one language much more than like others.
    Likely,
    /// The record, the script, or enough text.
    Firm,
}

/// What the article's record and text tell.
#[must_use]
pub(super) fn tell(article: &Article, text: &str, body_start: usize) -> Told {
    if let Some(stated) = &article.lang {
        return Told { code: Some(stated.clone()), by: Evidence::Firm };
    }
    let sample = sample(article, text, body_start);
    if sample.len() >= SAMPLE - 3 && is_plain_english(sample) {
        return Told { code: Some("en".into()), by: Evidence::Firm };
    }
    let Some(info) = whatlang::detect(sample) else {
        let code: Option<Box<str>> = sample.chars().find_map(by_letter).map(Into::into);
        let by = if code.is_some() { Evidence::Firm } else { Evidence::Guess };
        return Told { code, by };
    };
    let code = match info.lang() {
        Lang::Amh if is_tigrinya(sample) => "ti",
        lang => profiles::instead(iso639(lang), sample),
    };
    let by = if !is_shared(info.script()) || sample.chars().nth(SHORT).is_some() {
        Evidence::Firm
    } else if info.is_reliable() {
        Evidence::Likely
    } else {
        Evidence::Guess
    };
    Told { code: Some(code.into()), by }
}

/// The body from where its prose begins or, when that is hardly more than a line, the headline.
pub(super) fn sample<'a>(article: &'a Article, text: &'a str, body_start: usize) -> &'a str {
    let body = &text[body_start.min(text.len())..];
    let is_long = body.len() >= HEADLINE && body.chars().nth(HEADLINE - 1).is_some();
    let sample = if is_long { body } else { article.title.as_deref().unwrap_or(body) };
    &sample[..sample.floor_char_boundary(SAMPLE)]
}

/// The script of a text and, among some languages, the one that it looks most like; kin of one are as good.
pub(super) fn nearest<'a>(sample: &str, languages: &[&'a str]) -> Option<&'a str> {
    let of = |lang: Lang| languages.iter().find(|code| kin(code) == kin(iso639(lang)));
    let allowed: Vec<Lang> = Lang::all().iter().copied().filter(|lang| of(*lang).is_some()).collect();
    of(Detector::with_allowlist(allowed).detect_lang(sample)?).copied()
}

/// Whether several of the languages that are told apart by trigrams are written in that script.
fn is_shared(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari | Script::Hebrew)
}

/// The language of a script that `whatlang` does not know.
fn by_letter(letter: char) -> Option<&'static str> {
    Some(match letter as u32 {
        0x0780..=0x07BF => "dv",
        0x0E80..=0x0EFF => "lo",
        0x0F00..=0x0FFF => "bo",
        0x1800..=0x18AF => "mn",
        _ => return None,
    })
}

/// Tigrinya begins words with the long `ኣ` where Amharic has the short `አ`.
fn is_tigrinya(sample: &str) -> bool {
    let count = |letter| sample.matches(letter).count();
    count('ኣ') > count('አ')
}

/// Whether a fifth of a full sample's words, as parted by spaces, are the commonest of English, `the` among them.
///
/// Of 114,830 such samples, from three places of 87,057 articles in 17 languages, `whatlang` calls every one English. It
/// takes 150 µs for a sample, which is as much as the rest of the reading of an article; this takes about one.
fn is_plain_english(sample: &str) -> bool {
    let (mut words, mut common, mut has_the) = (0, 0, false);
    for word in sample.as_bytes().split(|byte| *byte == b' ') {
        words += 1;
        common += usize::from(is_common_in_english(word));
        has_the |= word == b"the";
    }
    has_the && common * 5 >= words
}

#[rustfmt::skip]
fn is_common_in_english(word: &[u8]) -> bool {
    matches!(word,
        b"the" | b"of" | b"and" | b"to" | b"in" | b"a" | b"that" | b"is" | b"was" | b"for" | b"with" | b"said" | b"he"
        | b"his" | b"has" | b"have" | b"are" | b"by" | b"from" | b"at" | b"be" | b"it" | b"as" | b"on" | b"an" | b"not"
        | b"but" | b"will" | b"who" | b"were" | b"their" | b"which" | b"had" | b"they" | b"been" | b"this" | b"would"
        | b"its")
}

/// The code that stemmers, stop words and dumps use.
fn iso639(lang: whatlang::Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hostile::SAMPLE as RECORDS;

    fn article(lang: Option<&str>, title: Option<&str>, text: &str) -> Article {
        Article {
            lang: lang.map(Into::into),
            title: title.map(Into::into),
            text: text.into(),
            ..Article::default()
        }
    }

    #[test]
    fn plain_english_is_what_whatlang_calls_english() {
        let mut plain = 0;
        for line in RECORDS.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = record["text"].as_str().unwrap_or_default();
            for start in (0..text.len()).step_by(20).map(|at| text.floor_char_boundary(at)) {
                let sample = &text[start..text.floor_char_boundary(start + SAMPLE)];
                if text.len() - start >= SAMPLE && is_plain_english(sample) {
                    let lang = whatlang::detect(sample).map(|info| info.lang());
                    assert_eq!(lang, Some(whatlang::Lang::Eng), "{sample}");
                    plain += 1;
                }
            }
        }
        assert!(plain > 50, "too few samples: {plain}");
    }

    #[test]
    fn worked_examples() {
        use Evidence::{Firm, Guess, Likely};
        let german = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss für mehrere Monate zu \
                      sperren. Die Arbeiten sollen im Frühjahr beginnen und bis in den Herbst dauern, teilte die \
                      Verwaltung am Abend mit.";
        let cases = [
            (Some("pcm"), None, german, (Some("pcm"), Firm)),
            (None, None, german, (Some("de"), Firm)),
            (
                None,
                Some("Der Stadtrat hat beschlossen, die alte Brücke über den Fluss zu sperren"),
                "",
                (Some("de"), Likely),
            ),
            (None, None, "", (None, Guess)),
            (None, Some("ລັດຖະບານ ປະກາດ"), "", (Some("lo"), Firm)),
            (None, Some("รัฐบาลประกาศ"), "", (Some("th"), Firm)),
            (None, Some("政府宣布"), "", (Some("zh"), Firm)),
            (None, Some("政府は発表した"), "", (Some("ja"), Firm)),
            (None, Some("ኣብ ኤርትራ ዝተገብረ"), "", (Some("ti"), Firm)),
            (None, Some("በአዲስ አበባ የተደረገ"), "", (Some("am"), Firm)),
        ];
        for (lang, title, text, (code, by)) in cases {
            let expected = Told { code: code.map(Into::into), by };
            assert_eq!(tell(&article(lang, title, text), text, 0), expected, "{title:?} {text}");
        }
        assert_eq!(tell(&article(None, Some("Storm kills 3"), ""), "", 0).by, Guess);
        assert_eq!(nearest("Storm kills 3", &["en", "ru"]), Some("en"));
        assert_eq!(nearest("Storm kills 3", &["ru"]), None);
    }
}

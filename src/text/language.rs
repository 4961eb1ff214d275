//! Which language an article is written in.
//!
//! The record's own statement counts; otherwise the body is looked at by `whatlang` (trigrams, 69 languages). Headlines
//! alone are too short for trigrams ("Storm kills 3" passes for Swedish), so without a body a guess must be reliable.

use crate::article::Article;

/// Bytes of a body that are looked at: more costs time and changes nothing measurable.
const SAMPLE: usize = 1_000;

/// Letters below which a body counts as a headline.
const SHORT: usize = 80;

/// The ISO 639-1 code of the article's language (639-3 where there is none), `None` when it cannot be told.
#[must_use]
pub fn language(article: &Article, body_start: usize) -> Option<Box<str>> {
    if let Some(stated) = &article.lang {
        return Some(stated.clone());
    }
    let body = &article.text[body_start.min(article.text.len())..];
    let sample = if body.len() >= SHORT { body } else { article.title.as_deref().unwrap_or(body) };
    let info = whatlang::detect(&sample[..sample.floor_char_boundary(SAMPLE)])?;
    (sample.len() >= SHORT || info.is_reliable()).then(|| iso639(info.lang()).into())
}

/// The code that stemmers, stop words and dumps use.
fn iso639(lang: whatlang::Lang) -> &'static str {
    use whatlang::Lang;
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

    fn article(lang: Option<&str>, title: Option<&str>, text: &str) -> Article {
        Article {
            lang: lang.map(Into::into),
            title: title.map(Into::into),
            text: text.into(),
            ..Article::default()
        }
    }

    #[test]
    fn a_statement_beats_a_guess_and_headlines_are_not_guessed() {
        let german = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss für mehrere Monate zu sperren.";
        assert_eq!(language(&article(Some("pcm"), None, german), 0).as_deref(), Some("pcm"));
        assert_eq!(language(&article(None, None, german), 0).as_deref(), Some("de"));
        assert_eq!(language(&article(None, Some("Storm kills 3"), ""), 0), None);
        assert_eq!(language(&article(None, None, ""), 0), None);
    }
}

//! Language codes as records state them, made one: ISO 639-1 where it exists, in lower case.

/// ISO 639-1 code, ISO 639-2/3 codes, English name; the languages that news is mostly written in.
#[rustfmt::skip]
const LANGUAGES: &[(&str, &[&str], &str)] = &[
    ("af", &["afr"], "afrikaans"), ("sq", &["sqi", "alb"], "albanian"), ("am", &["amh"], "amharic"),
    ("ar", &["ara"], "arabic"), ("hy", &["hye", "arm"], "armenian"), ("az", &["aze"], "azerbaijani"),
    ("eu", &["eus", "baq"], "basque"), ("be", &["bel"], "belarusian"), ("bn", &["ben"], "bengali"),
    ("bs", &["bos"], "bosnian"), ("bg", &["bul"], "bulgarian"), ("my", &["mya", "bur"], "burmese"),
    ("ca", &["cat"], "catalan"), ("zh", &["zho", "chi", "cmn"], "chinese"), ("hr", &["hrv"], "croatian"),
    ("cs", &["ces", "cze"], "czech"), ("da", &["dan"], "danish"), ("nl", &["nld", "dut"], "dutch"),
    ("en", &["eng"], "english"), ("eo", &["epo"], "esperanto"), ("et", &["est"], "estonian"),
    ("fi", &["fin"], "finnish"), ("fr", &["fra", "fre"], "french"), ("gl", &["glg"], "galician"),
    ("ka", &["kat", "geo"], "georgian"), ("de", &["deu", "ger"], "german"), ("el", &["ell", "gre"], "greek"),
    ("gu", &["guj"], "gujarati"), ("ha", &["hau"], "hausa"), ("he", &["heb"], "hebrew"), ("hi", &["hin"], "hindi"),
    ("hu", &["hun"], "hungarian"), ("is", &["isl", "ice"], "icelandic"), ("ig", &["ibo"], "igbo"),
    ("id", &["ind"], "indonesian"), ("ga", &["gle"], "irish"), ("it", &["ita"], "italian"),
    ("ja", &["jpn"], "japanese"), ("kn", &["kan"], "kannada"), ("kk", &["kaz"], "kazakh"), ("km", &["khm"], "khmer"),
    ("ko", &["kor"], "korean"), ("ku", &["kur"], "kurdish"), ("ky", &["kir"], "kyrgyz"), ("lo", &["lao"], "lao"),
    ("lv", &["lav"], "latvian"), ("lt", &["lit"], "lithuanian"), ("mk", &["mkd", "mac"], "macedonian"),
    ("ms", &["msa", "may"], "malay"), ("ml", &["mal"], "malayalam"), ("mt", &["mlt"], "maltese"),
    ("mr", &["mar"], "marathi"), ("mn", &["mon"], "mongolian"), ("ne", &["nep"], "nepali"),
    ("no", &["nor"], "norwegian"), ("nb", &["nob"], "bokmal"), ("nn", &["nno"], "nynorsk"),
    ("om", &["orm"], "oromo"), ("ps", &["pus"], "pashto"), ("fa", &["fas", "per", "pes"], "persian"),
    ("pl", &["pol"], "polish"), ("pt", &["por"], "portuguese"), ("pa", &["pan"], "punjabi"),
    ("ro", &["ron", "rum"], "romanian"), ("ru", &["rus"], "russian"), ("sr", &["srp", "scc"], "serbian"),
    ("si", &["sin"], "sinhala"), ("sk", &["slk", "slo"], "slovak"), ("sl", &["slv"], "slovenian"),
    ("so", &["som"], "somali"), ("es", &["spa"], "spanish"), ("sw", &["swa", "swh"], "swahili"),
    ("sv", &["swe"], "swedish"), ("tl", &["tgl", "fil"], "tagalog"), ("tg", &["tgk"], "tajik"),
    ("ta", &["tam"], "tamil"), ("te", &["tel"], "telugu"), ("th", &["tha"], "thai"), ("ti", &["tir"], "tigrinya"),
    ("tr", &["tur"], "turkish"), ("uk", &["ukr"], "ukrainian"), ("ur", &["urd"], "urdu"), ("uz", &["uzb"], "uzbek"),
    ("vi", &["vie"], "vietnamese"), ("cy", &["cym", "wel"], "welsh"), ("yo", &["yor"], "yoruba"),
    ("zu", &["zul"], "zulu"), ("rn", &["run"], "kirundi"), ("rw", &["kin"], "kinyarwanda"), ("lg", &["lug"], "luganda"),
    ("ln", &["lin"], "lingala"), ("xh", &["xho"], "xhosa"), ("sn", &["sna"], "shona"), ("mg", &["mlg"], "malagasy"),
    ("jv", &["jav"], "javanese"), ("yi", &["yid"], "yiddish"),
];

/// What large languages call themselves.
#[rustfmt::skip]
const OWN_NAMES: &[(&str, &str)] = &[
    ("deutsch", "de"), ("français", "fr"), ("español", "es"), ("castellano", "es"), ("português", "pt"), ("italiano", "it"),
    ("nederlands", "nl"), ("polski", "pl"), ("русский", "ru"), ("українська", "uk"), ("türkçe", "tr"), ("ελληνικά", "el"),
    ("svenska", "sv"), ("norsk", "no"), ("dansk", "da"), ("suomi", "fi"), ("čeština", "cs"), ("magyar", "hu"), ("română", "ro"),
    ("العربية", "ar"), ("فارسی", "fa"), ("farsi", "fa"), ("اردو", "ur"), ("עברית", "he"), ("हिन्दी", "hi"), ("हिंदी", "hi"),
    ("中文", "zh"), ("mandarin", "zh"), ("日本語", "ja"), ("한국어", "ko"), ("ไทย", "th"), ("አማርኛ", "am"),
];

/// The code of the language that a record states, `None` when it states nothing usable.
///
/// Regions and scripts are dropped (`en-US`, `zh_Hant`, `eng_Latn`). Codes of two or three letters that are not in the table stay
/// as they are; other words are not a language.
pub(super) fn code(stated: &str) -> Option<Box<str>> {
    let stated = stated.trim();
    // The usual form, which no name has and which stands for itself: searching the table was 5 % of the reading.
    if let [a, b] = stated.as_bytes()
        && a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic()
    {
        return Some(stated.to_ascii_lowercase().into());
    }
    in_table(&stated.to_lowercase())
}

/// The code by the table alone; `stated` is in lower case.
fn in_table(stated: &str) -> Option<Box<str>> {
    let stated = stated.strip_prefix("__label__").unwrap_or(stated);
    let by_name = |word: &str| LANGUAGES.iter().find(|(_, _, name)| *name == word).map(|known| known.0);
    let is_part = |c: char| !c.is_alphabetic();
    // `Brazilian Portuguese`, `Chinese (Simplified)`, `Norwegian Bokmål`: the first word that is a language.
    if let Some(known) = by_name(stated).or_else(|| stated.split(is_part).find_map(by_name)) {
        return Some(known.into());
    }
    if let Some((_, known)) = OWN_NAMES.iter().find(|(name, _)| *name == stated) {
        return Some((*known).into());
    }
    let primary = stated.split(['-', '_', ',', ';', ' ']).next().unwrap_or_default();
    let is_code = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
    // `und`, `mul` and `zxx` are the standard's own words for "not stated"; `nan` is also a missing number.
    if !is_code || matches!(primary, "und" | "mul" | "mis" | "zxx" | "nan" | "n/a") {
        return None;
    }
    let known = LANGUAGES.iter().find(|(_, codes, _)| codes.contains(&primary));
    Some(known.map_or(primary, |known| known.0).into())
}

#[cfg(test)]
mod tests {
    use super::{code, in_table};

    #[test]
    fn codes_and_names_become_one_code() {
        let cases = [
            ("en", Some("en")),
            ("eng", Some("en")),
            ("English", Some("en")),
            ("en-US", Some("en")),
            ("zh_Hant", Some("zh")),
            ("zh-Hans", Some("zh")),
            ("pt_BR", Some("pt")),
            ("eng_Latn", Some("en")),
            ("__label__fr", Some("fr")),
            ("Brazilian Portuguese", Some("pt")),
            ("Chinese (Simplified)", Some("zh")),
            ("Norwegian Bokmål", Some("no")),
            ("Deutsch", Some("de")),
            ("日本語", Some("ja")),
            ("Русский", Some("ru")),
            ("ger", Some("de")),
            (" FR ", Some("fr")),
            ("xh", Some("xh")),
            ("haw", Some("haw")),
            ("und", None),
            ("", None),
            ("7", None),
            ("Klingon", None),
            ("unknown", None),
        ];
        for (stated, expected) in cases {
            assert_eq!(code(stated).as_deref(), expected, "{stated}");
        }
    }

    #[test]
    fn two_letters_stand_for_themselves() {
        for a in b'a'..=b'z' {
            for b in b'a'..=b'z' {
                let stated = String::from_utf8_lossy(&[a, b]).into_owned();
                assert_eq!(code(&stated), in_table(&stated));
                assert_eq!(code(&stated.to_uppercase()), in_table(&stated));
            }
        }
    }
}

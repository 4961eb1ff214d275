//! Stop words: words that say nothing about what an article reports, per language, spelled as terms are.
//!
//! The lists of the `stop-words` crate: NLTK's where there is one, stopwords-iso elsewhere (its 1,300 words for English
//! cost half a point of pairwise F1). Tokens part at apostrophes, and so do entries: `don't` gives `don` and `t`, `dell'`
//! gives `dell`; `l`, `d` and other single letters are no terms anyway. Entries of several words are left out, because
//! their words by themselves are none (Vietnamese would lose half of its syllables). Languages that the crate does not
//! know, and endings that stand behind an apostrophe or colon where a language writes names that way, are listed here.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::{scripts, spelling::Spelling, tokens};

/// Words that the crate's lists lack, by language.
#[rustfmt::skip]
const MORE: &[(&str, &[&str])] = &[
    ("am", &["እና", "ነው", "ነበር", "ናቸው", "ነበሩ", "ላይ", "ውስጥ", "ወደ", "ጋር", "ግን", "ይህ", "ያለ", "አለ", "ሲሆን", "እንደ", "ወይም", "በኋላ",
        "እየ", "ስለ", "ዘንድ", "እንዲሁም", "ደግሞ", "ሁሉ", "ብቻ", "ድረስ", "መሆኑን", "ነገር", "ይህን", "በዚህ", "ምክንያት", "ተናግረዋል", "አስታውቀዋል"]),
    ("ti", &["እዩ", "ኣሎ", "ነይሩ", "እዮም", "እዚ", "እቲ", "እታ", "እቶም", "እዛ", "ናይ", "ናብ", "ኣብ", "ካብ", "ምስ", "ድማ", "ግን", "ወይ", "ከም", "ከምኡ",
        "ስለ", "እውን", "ብምባል", "ዘሎ", "ነቲ", "ብዛዕባ", "እንተ", "ክሳብ", "ጥራይ"]),
    ("mk", &["и", "на", "во", "да", "се", "со", "од", "за", "ќе", "не", "го", "ја", "ги", "што", "кој", "која", "кои", "кое", "како", "но",
        "или", "по", "до", "при", "дека", "беше", "биле", "има", "тоа", "тој", "таа", "тие", "им", "му", "сè", "нив", "само", "исто", "така", "меѓу",
        "каде", "кога", "ова", "овој", "оваа", "би", "ли", "без", "над", "под", "пред", "уште"]),
    ("ka", &["და", "რომ", "არის", "იყო", "ეს", "ის", "არ", "თუ", "მაგრამ", "ან", "ასევე", "მის", "მათ", "მისი", "მათი", "ამ", "იმ", "რა", "უნდა",
        "როგორც", "შემდეგ", "მიერ", "შესახებ", "მხოლოდ", "რომელიც", "რომლის", "ვერ", "კი", "იმის", "ხოლო"]),
    ("sh", &["da", "je", "su", "se", "u", "i", "na", "za", "od", "sa", "iz", "do", "po", "o", "kao", "što", "šta", "koji", "koja", "koje", "bio",
        "bila", "bilo", "bili", "biti", "će", "ce", "ne", "nije", "nisu", "li", "ali", "ili", "već", "samo", "pre", "prije", "posle", "poslije",
        "gde", "gdje", "kad", "kada", "tako", "ovaj", "ova", "ovo", "taj", "ta", "to", "ti", "oni", "on", "ona", "ono", "njegov", "njihov", "još",
        "kako", "između", "tokom", "zbog", "pod", "nad", "pri", "kod", "te", "rekao", "rekla"]),
    ("is", &["og", "að", "er", "í", "á", "sem", "var", "við", "um", "það", "til", "en", "hann", "hún", "með", "af", "fyrir", "ekki", "frá", "hafa",
        "þess", "því", "þau", "þeir", "eru", "voru", "verið", "hefur", "eftir", "hafi", "verði", "sé", "þar", "hér", "segir"]),
    // Endings behind the apostrophe of a name: Ankara'nın, İzmir'de.
    ("tr", &["nin", "nın", "nun", "nün", "in", "ın", "un", "ün", "ta", "te", "dan", "den", "tan", "ten", "ye", "na", "yi", "yı",
        "yu", "yü", "ne", "nda", "nde", "ndan", "nden", "daki", "deki", "taki", "teki", "la", "le", "yla", "yle", "li", "lı", "lu", "lü", "bir",
        "olarak", "olan", "oldu", "sonra", "kadar", "göre", "dedi"]),
    // Endings behind the colon of an acronym: EU:n, Yle:ssä.
    ("fi", &["ssa", "ssä", "sta", "stä", "lle", "lla", "llä", "lta", "ltä", "seen", "hun", "iin", "ksi", "aa", "ää"]),
    // Endings behind a hyphen: EU-ban.
    ("hu", &["ban", "ben", "nak", "nek", "ból", "ből", "ra", "re", "val", "vel", "hoz", "hez", "tól", "től", "ról", "ről", "nál", "nél", "ig"]),
    ("it", &["quell", "quest", "sant", "dell", "all"]),
    ("fr", &["jusqu", "lorsqu", "puisqu", "quoiqu", "aujourd", "hui", "entre", "après", "contre", "plus", "ils", "elles", "sans", "sous"]),
];

/// Chinese particles and pronouns: a pair of letters with one of them is no word, or none that matters. Letters that
/// names and nouns are made of as well are not among them.
const PARTICLES: [char; 21] = [
    '的', '了', '在', '是', '被', '也', '把', '着', '著', '们', '們', '这', '這', '那', '他', '她', '它',
    '我', '你', '您', '很',
];

/// Whether an n-gram of letters counts for nothing in a language with those stop words.
pub(super) fn is_stop_gram(language: &str, stop_words: &HashSet<String>, gram: &str) -> bool {
    stop_words.contains(gram) || (language == "zh" && gram.contains(PARTICLES))
}

/// Stop words of a language under another code of the crate.
const SAME: &[(&str, &str)] = &[("sh", "hr"), ("mk", "bg"), ("pcm", "en")];

/// The stop words of a language, each as a single folded word.
pub(super) fn stop_words(language: &str, spelling: Spelling) -> HashSet<String> {
    let code = SAME.iter().find(|(own, _)| *own == language).map_or(language, |(_, other)| other);
    let listed = stop_words::lookup(code).unwrap_or_default();
    let more = MORE.iter().find(|(own, _)| *own == language).map_or(&[][..], |(_, words)| words);
    let mut found = HashSet::new();
    for entry in listed.iter().chain(more).map(|entry| entry.trim()).filter(|entry| !entry.contains(' ')) {
        if is_spaceless(entry) {
            found.insert(entry.to_owned());
        } else {
            tokens::tokenize(entry, |word, _| {
                found.insert(Cow::into_owned(spelling.fold(word)));
            });
        }
    }
    found
}

/// Whether the entry is of a script without spaces, where it is several tokens and still one word.
fn is_spaceless(entry: &str) -> bool {
    entry.starts_with(scripts::is_spaceless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_spelled_as_tokens_are() {
        let cases: &[(&str, &str)] = &[
            ("en", "don"),
            ("fr", "qu"),
            ("it", "dell"),
            ("ca", "el"),
            ("el", "και"),
            ("el", "αυτοσ"),
            ("ro", "această"),
            ("ro", "aceşti"),
            ("tr", "çok"),
            ("ar", "الي"),
            ("he", "אנחנו"),
            ("he", "אתמ"),
            ("fa", "اين"),
            ("uk", "було"),
            ("bg", "беше"),
            ("mk", "дека"),
            ("sh", "koji"),
            ("zh", "可能"),
            ("zh", "的"),
            ("ja", "これ"),
            ("th", "และ"),
            ("vi", "và"),
            ("hi", "में"),
            ("am", "ነበር"),
            ("pl", "jest"),
            ("ko", "그리고"),
        ];
        for (language, word) in cases {
            assert!(stop_words(language, Spelling::of(language)).contains(*word), "{language} {word}");
        }
        assert!(!stop_words("vi", Spelling::Plain).contains("biết đâu"));
        assert!(!stop_words("zh", Spelling::Plain).contains("够"), "only as part of 不够");
    }
}

//! Texts for tests that hold a fast path against its slow twin: what has ever broken a tokenizer, and anything at all.

use proptest::prelude::*;

/// The sample as it lies on the disk: real sentences in several languages, among JSON.
pub(super) const SAMPLE: &str = include_str!("../../data/sample/articles.jsonl");

#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", "\n", "\u{a0}", "\u{ad}", "\u{200b}", "\u{200d}", "\u{202f}", "\u{0}", "\u{301}", "e\u{301}", "\u{300}o",
    "\"", "“", "”", "„", "«", "»", "‹", "‘", "’", "「", "』", "(", ")", "—", "-", ".", ",", "!", "。", "！", "።", "…",
    "U.S.", "p.m", "a.é", "5,000", "1,234,567.5", "3.5ﬁ", "ﬁ", "İ", "ß", "ǅ", "Σς", "ÀÉÎÕÜ", "ọ̀rọ̀", "ẹgbẹ́", "Жизнь",
    "港口", "タワー", "ข่าว", "ሰላም", "हिन्दी", "عربي", "각", "각", "😀", "½", "x²", "Ann BellAnn Bell", "eBay", "Mc.Donald",
    "sevenly", "eightful", "ninthwise", "Parliamentarians", "word", "A", "7", "The end. ", "He said: “",
];

/// Up to forty pieces, one in four of them an arbitrary character and some repeated for long.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let piece = || prop::sample::select(PIECES);
    let piece = prop_oneof![
        4 => piece().prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => (b' '..0x7f).prop_map(|byte| char::from(byte).to_string()),
        1 => (piece(), 1..300_usize).prop_map(|(piece, times)| piece.repeat(times)),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

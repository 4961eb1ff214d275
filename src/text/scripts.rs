//! What the script of a character says: whether words are parted by spaces, how letters make terms, which digit it is.

/// The scripts written without spaces between words, by how their letters are put together to terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spaceless {
    /// Chinese characters, in Chinese and Japanese.
    Han,
    /// The kana of Japanese endings and particles.
    Hiragana,
    /// The kana of foreign words and names.
    Katakana,
    /// Thai and Lao: letters are consonants and vowels.
    Thai,
    /// Khmer and Burmese: letters with their marks are nearly syllables.
    Khmer,
}

impl Spaceless {
    /// The script of a character, `None` when it is written with spaces.
    #[must_use]
    pub fn of(character: char) -> Option<Self> {
        Some(match character as u32 {
            0x0E00..=0x0EFF => Self::Thai,
            0x1000..=0x109F | 0x1780..=0x17FF => Self::Khmer,
            0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
                Self::Han
            }
            0x3040..=0x309F => Self::Hiragana,
            0x30A0..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Self::Katakana,
            _ => return None,
        })
    }

    /// Letters in a term, 0 where letters make none.
    ///
    /// Pairs are the usual choice for Chinese characters (Nie et al. 2000; McNamee 2002): most words have two, and pairs
    /// of neighbouring terms are triples. Hiragana alone are particles and endings. Words in katakana are longer, Thai
    /// ones have four to five letters, Khmer and Burmese ones two syllables or three.
    #[must_use]
    pub fn letters(self) -> usize {
        match self {
            Self::Han => 2,
            Self::Hiragana => 0,
            Self::Katakana | Self::Khmer => 3,
            Self::Thai => 4,
        }
    }
}

/// Whether the character belongs to a script that is written without spaces between words.
#[must_use]
pub fn is_spaceless(character: char) -> bool {
    // Most text has no letter that high or low.
    character as u32 >= 0x0E00 && Spaceless::of(character).is_some()
}

/// The ASCII digit that a decimal digit of any script with spaces stands for.
#[must_use]
pub fn digit(character: char) -> Option<char> {
    const ZEROS: [u32; 13] =
        [0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66];
    if character.is_ascii() {
        return character.is_ascii_digit().then_some(character);
    }
    let zero = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&(character as u32)))?;
    char::from_digit(character as u32 - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_their_letters() {
        let cases = [
            ('京', Some(Spaceless::Han)),
            ('々', Some(Spaceless::Han)),
            ('の', Some(Spaceless::Hiragana)),
            ('タ', Some(Spaceless::Katakana)),
            ('ー', Some(Spaceless::Katakana)),
            ('ไ', Some(Spaceless::Thai)),
            ('ລ', Some(Spaceless::Thai)),
            ('ក', Some(Spaceless::Khmer)),
            ('မ', Some(Spaceless::Khmer)),
            ('한', None),
            ('ह', None),
            ('a', None),
        ];
        for (character, expected) in cases {
            assert_eq!(Spaceless::of(character), expected, "{character}");
            assert_eq!(is_spaceless(character), expected.is_some(), "{character}");
        }
    }

    #[test]
    fn digits_of_all_scripts_are_digits() {
        let cases = [
            ('7', Some('7')),
            ('٧', Some('7')),
            ('۷', Some('7')),
            ('७', Some('7')),
            ('x', None),
            ('²', None),
        ];
        for (character, expected) in cases {
            assert_eq!(digit(character), expected, "{character}");
        }
    }
}

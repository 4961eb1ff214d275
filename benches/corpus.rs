//! A news corpus of any size from a seed: what the benches read, and what the `corpus` example writes.
//!
//! Events arrive at a steady rate, so a corpus of ten times the articles spans ten times the days and no day is denser.
//! An event takes words from its topic and has some of its own; word ranks follow Zipf's law. Articles of an event take
//! paragraphs from earlier ones, word for word or with some words exchanged, quote the same sentences, and may end with
//! their outlet's standing paragraph. Same seed, same bytes; a smaller corpus is the beginning of a larger one.

use std::io::{self, Write};

/// The seed of every recorded run.
pub(crate) const SEED: u64 = 2025;

/// Articles published in a day.
const PER_DAY: usize = 500;
/// Seconds from 1970 to 2025-01-01T00:00:00Z.
const FIRST_DAY: u64 = 1_735_689_600;
const DAY: u64 = 86_400;
/// Articles that one event brings at most; their number falls with its square.
const LARGEST_EVENT: f64 = 60.0;
/// Events that get news at the same time.
const OPEN_EVENTS: usize = 120;

const OUTLETS: usize = 150;
const TOPICS: u64 = 60;
/// Words that any article may use, the words of one topic, and the words of one event.
const GENERAL_WORDS: u64 = 30_000;
const TOPIC_WORDS: u64 = 600;
const EVENT_WORDS: u64 = 25;
/// Where the numbers of the topics' words begin, and those of the events'.
const FIRST_TOPIC_WORD: u64 = GENERAL_WORDS;
const FIRST_EVENT_WORD: u64 = FIRST_TOPIC_WORD + TOPICS * TOPIC_WORDS;

/// English function words, most frequent first, so that language and stop words are found as in real news.
const FUNCTION_WORDS: [&str; 40] = [
    "the", "of", "to", "and", "a", "in", "that", "on", "for", "was", "is", "with", "he", "said", "at", "it",
    "by", "as", "from", "be", "his", "has", "have", "are", "an", "who", "they", "not", "will", "had", "but",
    "after", "which", "their", "were", "been", "its", "would", "more", "when",
];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// In 0..1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// In 0..n.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// In 0..n, rank r with a probability of about 1 / (r + 1): Zipf's law.
    fn zipf(&mut self, n: u64) -> u64 {
        (((n as f64 + 1.0).powf(self.unit())) as u64).clamp(1, n) - 1
    }
}

/// An event while it brings articles.
struct Event {
    /// Its number, from which its own words follow.
    number: u64,
    topic: u64,
    articles_left: u64,
    /// What two sources said, word for word.
    quotations: [String; 2],
    /// Paragraphs that its articles had so far, the latest only.
    paragraphs: Vec<String>,
}

/// Writes `n_articles` as JSON Lines.
pub(crate) fn write(n_articles: usize, seed: u64, out: &mut dyn Write) -> io::Result<()> {
    let random = &mut Random(seed);
    let templates: Vec<String> = (0..OUTLETS).map(|_| template(random)).collect();
    let mut n_events = 0;
    let mut open: Vec<Event> = Vec::with_capacity(OPEN_EVENTS);
    for number in 0..n_articles {
        while open.len() < OPEN_EVENTS {
            open.push(event(n_events, random));
            n_events += 1;
        }
        let chosen = random.index(open.len());
        let outlet = random.zipf(OUTLETS as u64) as usize;
        let event = &mut open[chosen];
        let title = capitalised(&words(event, 7 + random.index(5), random));
        let mut text = body(event, random);
        if random.chance(0.3) {
            text.push_str("\n\n");
            text.push_str(&templates[outlet]);
        }
        let seconds = FIRST_DAY + number as u64 * DAY / PER_DAY as u64;
        let record = serde_json::json!({
            "id": format!("a{number:07}"),
            "title": title,
            "text": text,
            "outlet": format!("{} Post", capitalised(&word(FIRST_TOPIC_WORD - 1 - outlet as u64))),
            "published": seconds,
            "lang": "en",
        });
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")?;
        event.articles_left -= 1;
        if event.articles_left == 0 {
            open.swap_remove(chosen);
        }
    }
    Ok(())
}

fn event(number: u64, random: &mut Random) -> Event {
    // Many events of one article, few of many: the inverse of 1 - 1/size.
    let size = (1.0 / (1.0 - random.unit())).min(LARGEST_EVENT) as u64;
    let mut event = Event {
        number,
        topic: random.below(TOPICS),
        articles_left: size.max(1),
        quotations: [String::new(), String::new()],
        paragraphs: Vec::new(),
    };
    event.quotations = [0, 1].map(|_| {
        let speaker = capitalised(&word(FIRST_EVENT_WORD + number * EVENT_WORDS));
        format!("“{},” said {speaker}.", capitalised(&words(&event, 16 + random.index(16), random)))
    });
    event
}

/// An article's paragraphs; the event remembers them for those to come.
fn body(event: &mut Event, random: &mut Random) -> String {
    /// Paragraphs that an event remembers.
    const REMEMBERED: usize = 40;
    let mut paragraphs: Vec<String> = Vec::new();
    for _ in 0..4 + random.index(9) {
        let source = (!event.paragraphs.is_empty()).then(|| random.index(event.paragraphs.len()));
        let paragraph = match (random.unit(), source) {
            (..0.25, Some(source)) => event.paragraphs[source].clone(),
            (0.25..0.4, Some(source)) => edited(&event.paragraphs[source], event, random),
            (0.4..0.5, _) => event.quotations[random.index(2)].clone(),
            _ => paragraph(event, random),
        };
        // No article says a thing twice.
        if !paragraphs.contains(&paragraph) {
            paragraphs.push(paragraph);
        }
    }
    event.paragraphs.extend_from_slice(&paragraphs);
    let forgotten = event.paragraphs.len().saturating_sub(REMEMBERED);
    event.paragraphs.drain(..forgotten);
    paragraphs.join("\n\n")
}

fn paragraph(event: &Event, random: &mut Random) -> String {
    let sentences = (0..1 + random.index(3)).map(|_| {
        let n_words = 8 + random.index(20);
        capitalised(&words(event, n_words, random)) + "."
    });
    sentences.collect::<Vec<String>>().join(" ")
}

/// The paragraph with about one word in 25 exchanged, and sometimes without its end.
fn edited(paragraph: &str, event: &Event, random: &mut Random) -> String {
    let mut kept: Vec<String> = Vec::new();
    for original in paragraph.split(' ') {
        kept.push(if random.chance(0.04) { words(event, 1, random) } else { original.to_owned() });
    }
    if random.chance(0.3) {
        kept.truncate(kept.len() - kept.len() / 4);
    }
    kept.join(" ")
}

/// One outlet's standing paragraph.
fn template(random: &mut Random) -> String {
    let general: Vec<String> = (0..24).map(|_| general_word(random)).collect();
    capitalised(&general.join(" ")) + "."
}

/// Words of an article on that event, names capitalised.
fn words(event: &Event, n_words: usize, random: &mut Random) -> String {
    let mut words: Vec<String> = Vec::with_capacity(n_words);
    while words.len() < n_words {
        words.push(match random.unit() {
            ..0.42 => FUNCTION_WORDS[random.zipf(FUNCTION_WORDS.len() as u64) as usize].to_owned(),
            0.42..0.6 => word(FIRST_TOPIC_WORD + event.topic * TOPIC_WORDS + random.zipf(TOPIC_WORDS)),
            0.6..0.74 => {
                capitalised(&word(FIRST_EVENT_WORD + event.number * EVENT_WORDS + random.zipf(EVENT_WORDS)))
            }
            _ => general_word(random),
        });
    }
    words.join(" ")
}

fn general_word(random: &mut Random) -> String {
    word(random.zipf(GENERAL_WORDS))
}

/// The word with that number: syllables and a last consonant, different for every number.
fn word(number: u64) -> String {
    const CONSONANTS: &[u8; 12] = b"bdfgklmnprtv";
    const VOWELS: &[u8; 5] = b"aeiou";
    const SYLLABLES: u64 = (CONSONANTS.len() * VOWELS.len()) as u64;
    let mut word = String::new();
    let mut rest = number + SYLLABLES;
    while rest > 0 {
        let syllable = (rest % SYLLABLES) as usize;
        word.push(char::from(CONSONANTS[syllable / VOWELS.len()]));
        word.push(char::from(VOWELS[syllable % VOWELS.len()]));
        rest /= SYLLABLES;
    }
    word.push('n');
    word
}

fn capitalised(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

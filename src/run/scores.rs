//! `scores.bin`: the [`Relations`] of a run's articles, so that events can be cut anew without the dump.
//!
//! All numbers are little-endian. The file is
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `RETOLDSC` |
//! | 4 | version of this format, [`VERSION`] |
//! | 4 | number of sections, [`SECTIONS`] |
//! | 16 | xxh3-128 of the settings that the relations depend on: all but those of grouping and writing |
//! | 16 | xxh3-128 of the ids of all articles in order, a line break after each |
//! | 8 | number of articles |
//! | … | the sections: length when unpacked (8), length as stored (8), a zstd frame |
//! | 8 | xxh3-64 of everything before |
//!
//! A section is a flat array of `u32`, lowest bytes of all numbers first, then the second bytes, and so on, which packs
//! better than whole numbers; or UTF-8 text. In order: of the edges `b` (as steps), `a` (steps within one `b`, before the
//! first of which `b − a`), similarity and score (bits of an `f32`); of the articles the distance to the one they repeat
//! and to the first of their text (0 for none), their surroundings (three `f32` each), the number of their terms; of the
//! terms the form (steps within an article), weight and tf·idf; of the forms the term (as steps), the length, the text;
//! the number of terms of the text view; of articles without headline the number (as steps), the length of the lead, the
//! text. Nothing is rounded: what is read is equal to what was written, to the last bit.
//!
//! Cost: some 440 bytes an article, two fifths of them scores and similarities, which hardly pack: 38 MB for 87,057 articles,
//! and about a second to write or to read.

use std::io::{self, Write};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::{
    article::Corpus,
    events::{
        Edge, Relations,
        profiles::{Entry, Profiles, Strings},
    },
    settings::Settings,
    units::ArticleId,
};

/// Version of the format; a file of another version is refused.
pub const VERSION: u32 = 1;

/// Number of sections.
pub const SECTIONS: u32 = 18;

const MAGIC: &[u8; 8] = b"RETOLDSC";

/// Bytes before the sections.
const HEAD: usize = 56;

/// Level of zstd: the higher ones win a twentieth and take several times as long.
const LEVEL: i32 = 3;

/// Which run scores belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Of the settings that relations depend on.
    pub settings: u128,
    /// Of the articles' ids.
    pub articles: u128,
    /// Number of articles.
    pub n_articles: u64,
}

impl Stamp {
    /// The stamp of a run with these settings on these articles, in the order of the run.
    pub fn new<'a>(settings: u128, ids: impl Iterator<Item = &'a str>) -> Self {
        let (mut hasher, mut n_articles) = (Xxh3::new(), 0);
        for id in ids {
            hasher.update(id.as_bytes());
            hasher.update(b"\n");
            n_articles += 1;
        }
        Self { settings, articles: hasher.digest128(), n_articles }
    }
}

/// Relations, and which run they belong to.
#[derive(Clone, Copy, Debug)]
pub struct Scores<'a> {
    /// The relations.
    pub relations: &'a Relations,
    /// Whose they are.
    pub stamp: Stamp,
}

impl<'a> Scores<'a> {
    /// The relations of that corpus under these settings.
    #[must_use]
    pub fn new(corpus: &Corpus, relations: &'a Relations, settings: &Settings) -> Self {
        let ids = corpus.articles.iter().map(|article| article.id.as_str());
        Self { relations, stamp: Stamp::new(settings.relations_fingerprint(), ids) }
    }
}

/// Writes the file.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, scores: Scores) -> io::Result<()> {
    let Scores { relations, stamp } = scores;
    let mut out = Summed { out, hasher: Xxh3::new() };
    out.write_all(MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(&SECTIONS.to_le_bytes())?;
    out.write_all(&stamp.settings.to_le_bytes())?;
    out.write_all(&stamp.articles.to_le_bytes())?;
    out.write_all(&stamp.n_articles.to_le_bytes())?;
    let Relations { edges, duplicate_of, text_of, surroundings, profiles } = relations;
    out.numbers(steps(edges.iter().map(|edge| edge.b.0)))?;
    out.numbers(edges.iter().scan((0, 0), |(last_b, last_a), edge| {
        let (a, b) = (edge.a.0, edge.b.0);
        let step = if b == *last_b { a.wrapping_sub(*last_a) } else { b.wrapping_sub(a) };
        (*last_b, *last_a) = (b, a);
        Some(step)
    }))?;
    out.numbers(edges.iter().map(|edge| edge.similarity.to_bits()))?;
    out.numbers(edges.iter().map(|edge| edge.score.to_bits()))?;
    let back = |(own, other): (usize, ArticleId)| (own as u32).wrapping_sub(other.0);
    let originals =
        duplicate_of.iter().enumerate().map(|(own, of)| (own, of.unwrap_or(ArticleId(own as u32))));
    out.numbers(originals.map(back))?;
    out.numbers(text_of.iter().copied().enumerate().map(back))?;
    out.numbers(surroundings.iter().flatten().map(|similarity| similarity.to_bits()))?;
    let terms = profiles.starts.windows(2);
    out.numbers(terms.clone().map(|range| range[1] - range[0]))?;
    let entries = terms.map(|range| &profiles.entries[range[0] as usize..range[1] as usize]);
    out.numbers(entries.flat_map(|entries| steps(entries.iter().map(|entry| entry.form))))?;
    out.numbers(profiles.entries.iter().map(|entry| u32::from(entry.weight)))?;
    out.numbers(profiles.entries.iter().map(|entry| u32::from(entry.tfidf)))?;
    out.numbers(steps(profiles.term_of.iter().copied()))?;
    out.strings(&profiles.forms)?;
    out.numbers(std::iter::once(profiles.n_text_terms))?;
    out.numbers(steps(profiles.untitled.iter().map(|id| id.0)))?;
    out.strings(&profiles.leads)?;
    let sum = out.hasher.digest();
    out.out.write_all(&sum.to_le_bytes())
}

/// Reads the file.
///
/// # Errors
/// In words, what is wrong with it: where it is not whole, of another version, or of another run than `stamp` says.
pub fn read(bytes: &[u8], stamp: Stamp) -> Result<Relations, String> {
    let mut sections = check(bytes, stamp)?;
    let n = stamp.n_articles as usize;
    let b = sums(sections.numbers()?);
    let mut last = (0, 0);
    let a = sections.numbers()?.into_iter().zip(&b).map(|(step, &b)| {
        last = (b, if b == last.0 { step.wrapping_add(last.1) } else { b.wrapping_sub(step) });
        last.1
    });
    let a: Vec<u32> = a.collect();
    let similarity = sections.numbers()?;
    let score = sections.numbers()?;
    let same = a.len() == b.len() && similarity.len() == b.len() && score.len() == b.len();
    ensure(same && a.iter().chain(&b).all(|&id| (id as usize) < n), "an edge")?;
    let edges = (0..b.len()).map(|at| Edge {
        a: ArticleId(a[at]),
        b: ArticleId(b[at]),
        similarity: f32::from_bits(similarity[at]),
        score: f32::from_bits(score[at]),
    });
    let edges = edges.collect();
    let (duplicate_of, text_of) = (sections.ahead(n)?, sections.ahead(n)?);
    let surroundings = sections.numbers()?;
    ensure(surroundings.len() == 3 * n, "surroundings")?;
    let surroundings =
        surroundings.chunks_exact(3).map(|ranks| std::array::from_fn(|at| f32::from_bits(ranks[at])));
    Ok(Relations {
        edges,
        duplicate_of: (0..).zip(duplicate_of).map(|(own, of)| (own != of.0).then_some(of)).collect(),
        text_of,
        surroundings: surroundings.collect(),
        profiles: profiles(&mut sections, n)?,
    })
}

fn profiles(sections: &mut Sections, n: usize) -> Result<Profiles, String> {
    let lengths = sections.numbers()?;
    let mut forms = sections.numbers()?;
    let (weights, tfidf) = (sections.numbers()?, sections.numbers()?);
    let total: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
    let same = lengths.len() == n && weights.len() == forms.len() && tfidf.len() == forms.len();
    ensure(same && total == forms.len() as u64 && u32::try_from(total).is_ok(), "a profile")?;
    let mut starts = Vec::with_capacity(n + 1);
    let mut start = 0;
    starts.push(0);
    for length in lengths {
        let end = start + length;
        let own = &mut forms[start as usize..end as usize];
        for at in 1..own.len() {
            own[at] = own[at].wrapping_add(own[at - 1]);
        }
        starts.push(end);
        start = end;
    }
    let term_of = sums(sections.numbers()?);
    let texts = sections.strings()?;
    let n_text_terms = sections.numbers()?;
    let untitled = sums(sections.numbers()?);
    let leads = sections.strings()?;
    ensure(forms.iter().all(|&form| (form as usize) < term_of.len()), "a form")?;
    ensure(texts.ends.len() == term_of.len() && term_of.is_sorted(), "a term")?;
    ensure(term_of.iter().enumerate().all(|(form, &term)| term as usize <= form), "a term")?;
    ensure(leads.ends.len() == untitled.len() && untitled.iter().all(|&id| (id as usize) < n), "a lead")?;
    ensure(weights.iter().chain(&tfidf).all(|&weight| weight <= u32::from(u16::MAX)), "a weight")?;
    let entries = (0..forms.len()).map(|at| Entry {
        form: forms[at],
        weight: weights[at] as u16,
        tfidf: tfidf[at] as u16,
    });
    Ok(Profiles {
        starts,
        entries: entries.collect(),
        term_of,
        forms: texts,
        n_text_terms: n_text_terms.first().copied().unwrap_or(0),
        untitled: untitled.into_iter().map(ArticleId).collect(),
        leads,
    })
}

/// Looks at the head and the sum; the sections are what is between.
fn check(bytes: &[u8], stamp: Stamp) -> Result<Sections<'_>, String> {
    if bytes.len() < HEAD + 8 || !bytes.starts_with(MAGIC) {
        return Err("it does not begin as one, or ends too early".to_owned());
    }
    let version = number(&bytes[8..12]);
    if version != u128::from(VERSION) {
        return Err(format!("its format has version {version}, and this program reads version {VERSION}"));
    }
    let (body, sum) = bytes.split_at(bytes.len() - 8);
    if number(sum) != u128::from(xxh3_64(body)) {
        return Err("its content does not fit its checksum: it was cut short or changed".to_owned());
    }
    let found = Stamp {
        settings: number(&body[16..32]),
        articles: number(&body[32..48]),
        n_articles: number(&body[48..56]) as u64,
    };
    if found != stamp {
        let what = if found.settings == stamp.settings { "articles" } else { "settings" };
        return Err(format!("it belongs to a run of other {what}"));
    }
    ensure(number(&body[12..16]) == u128::from(SECTIONS), "the number of sections")?;
    Ok(Sections { rest: &body[HEAD..] })
}

/// A number in little-endian bytes.
fn number(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u128::from(byte))
}

fn ensure(right: bool, what: &str) -> Result<(), String> {
    if right { Ok(()) } else { Err(format!("{what} in it makes no sense")) }
}

/// Differences of neighbours, the first from 0. Whatever the order, the sums of them are the numbers again.
fn steps(numbers: impl Iterator<Item = u32> + Clone) -> impl Iterator<Item = u32> + Clone {
    numbers.scan(0, |last: &mut u32, number| Some(number.wrapping_sub(std::mem::replace(last, number))))
}

fn sums(mut steps: Vec<u32>) -> Vec<u32> {
    let mut sum = 0_u32;
    for step in &mut steps {
        sum = sum.wrapping_add(*step);
        *step = sum;
    }
    steps
}

/// A writer that sums up what passes.
struct Summed<'a> {
    out: &'a mut dyn Write,
    hasher: Xxh3,
}

impl Summed<'_> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }

    fn section(&mut self, unpacked: &[u8]) -> io::Result<()> {
        let packed = zstd::bulk::compress(unpacked, LEVEL)?;
        self.write_all(&(unpacked.len() as u64).to_le_bytes())?;
        self.write_all(&(packed.len() as u64).to_le_bytes())?;
        self.write_all(&packed)
    }

    fn numbers(&mut self, numbers: impl Iterator<Item = u32> + Clone) -> io::Result<()> {
        let mut unpacked = Vec::new();
        for plane in 0..4 {
            unpacked.extend(numbers.clone().map(|number| number.to_le_bytes()[plane]));
        }
        self.section(&unpacked)
    }

    fn strings(&mut self, strings: &Strings) -> io::Result<()> {
        self.numbers(steps(strings.ends.iter().copied()))?;
        self.section(strings.buffer.as_bytes())
    }
}

/// The sections not yet read.
struct Sections<'a> {
    rest: &'a [u8],
}

impl Sections<'_> {
    fn next(&mut self) -> Result<Vec<u8>, String> {
        let broken = || "a section of it is broken".to_owned();
        let (lengths, rest) = self.rest.split_at_checked(16).ok_or_else(broken)?;
        let length = |bytes| usize::try_from(number(bytes)).map_err(|_| broken());
        let (unpacked, packed) = (length(&lengths[..8])?, length(&lengths[8..])?);
        let (packed, rest) = rest.split_at_checked(packed).ok_or_else(broken)?;
        self.rest = rest;
        // The length is believed only as far as the frame confirms it.
        if zstd::zstd_safe::get_frame_content_size(packed).ok().flatten() != Some(unpacked as u64) {
            return Err(broken());
        }
        zstd::bulk::decompress(packed, unpacked).map_err(|_| broken())
    }

    fn numbers(&mut self) -> Result<Vec<u32>, String> {
        let bytes = self.next()?;
        let n = bytes.len() / 4;
        let byte = |plane: usize, at: usize| bytes.get(plane * n + at).copied().unwrap_or_default();
        Ok((0..n).map(|at| u32::from_le_bytes(std::array::from_fn(|plane| byte(plane, at)))).collect())
    }

    fn strings(&mut self) -> Result<Strings, String> {
        let ends = sums(self.numbers()?);
        let buffer = String::from_utf8(self.next()?).map_err(|_| "a text in it is not UTF-8".to_owned())?;
        let fit = ends.is_sorted() && ends.iter().all(|&end| buffer.is_char_boundary(end as usize));
        ensure(fit, "the length of a text")?;
        Ok(Strings { buffer, ends })
    }

    /// For each of `n` articles one that is not after it, given as the distance.
    fn ahead(&mut self, n: usize) -> Result<Vec<ArticleId>, String> {
        let distances = self.numbers()?;
        ensure(distances.len() == n && (0..).zip(&distances).all(|(own, &back)| back <= own), "an original")?;
        Ok((0..).zip(distances).map(|(own, back): (u32, u32)| ArticleId(own - back)).collect())
    }
}

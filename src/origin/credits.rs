//! What one article says itself about the agency it came from.
//!
//! One pass of an Aho-Corasick automaton (Aho and Corasick 1975) over the text finds every agency's names and marks;
//! [`super::datelines`], [`super::credit_lines`] and [`super::phrases`] read what stands around each. A name at a picture is nobody's credit, a name in
//! prose cites. Cost: one step a byte, and a look at the line around each name. Rejected: `(AP)` anywhere, as it also
//! stands where a text explains an abbreviation.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{
    agencies::Agencies,
    credit_lines, datelines,
    phrases::{self, Phrases, Surroundings},
};
use crate::{
    article::{Article, Corpus},
    units::Span,
};

/// How sure it is that an article came from an agency, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The article says so, or its outlet is the agency.
    Strong,
    /// It shares its prose with an article that says so and is not later.
    Textual,
    /// Its address hints at it.
    Weak,
    /// It cites the agency, which is no credit.
    CitedOnly,
}

/// What shows an agency, surest first within a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// The outlet is the agency.
    Outlet,
    /// The author's line or field.
    Byline,
    /// `CITY (AP) —` before the first words.
    Dateline,
    /// `© 2020 The Associated Press`.
    Copyright,
    /// The agency's name below the last words.
    Signature,
    /// `The Associated Press contributed to this report`.
    Contribution,
    /// Prose shared with an article of the agency.
    Text,
    /// A part of the address.
    Url,
    /// `told AFP`, `Reuters reported`.
    Citation,
}

impl EvidenceKind {
    /// How much it shows.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::Outlet
            | Self::Byline
            | Self::Dateline
            | Self::Copyright
            | Self::Signature
            | Self::Contribution => Tier::Strong,
            Self::Text => Tier::Textual,
            Self::Url => Tier::Weak,
            Self::Citation => Tier::CitedOnly,
        }
    }
}

/// One sign of an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Where it stands, `None` when it is not in the text.
    pub span: Option<Span>,
}

/// An agency and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Index into [`Agencies::all`].
    pub agency: u32,
    /// Surest first, then in order of position; never empty.
    pub evidence: Vec<Evidence>,
}

impl Credit {
    /// The tier of the surest evidence.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.evidence.first().map_or(Tier::CitedOnly, |evidence| evidence.kind.tier())
    }

    /// Whether the article as a whole is the agency's: credited for more than a contribution.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.evidence.first().is_some_and(|evidence| evidence.kind < EvidenceKind::Contribution)
    }
}

/// A form of an agency's name.
#[derive(Clone, Copy, Debug)]
struct Form {
    agency: u32,
    /// Written out, so that it means the agency anywhere.
    is_name: bool,
}

/// An agency's name in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_name: bool,
}

/// Finds the credits of articles.
pub(super) struct Reader<'a> {
    agencies: &'a Agencies,
    credits: Phrases<'a>,
    citations: Phrases<'a>,
    automaton: Option<AhoCorasick>,
    forms: Vec<Form>,
    /// Words that forms are made of.
    words: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(agencies: &'a Agencies) -> Self {
        let mut forms: Vec<(String, Form)> = Vec::new();
        for (index, agency) in agencies.all().iter().enumerate() {
            let form = |is_name| Form { agency: index as u32, is_name };
            forms.extend(agency.names.iter().map(|name| (name.clone(), form(true))));
            forms.extend(agency.names.iter().map(|name| (name.to_uppercase(), form(true))));
            forms.extend(agency.marks.iter().map(|mark| (mark.clone(), form(false))));
        }
        // Of equal forms the first in the list counts.
        let mut seen = BTreeSet::new();
        forms.retain(|(text, _)| seen.insert(text.clone()));
        let words = forms.iter().flat_map(|(text, _)| words(text)).map(str::to_owned).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(forms.iter().map(|(text, _)| text));
        // Only a list of more than 2³¹ states fails; without an automaton texts show nothing.
        Self {
            agencies,
            credits: Phrases::new(agencies.credits()),
            citations: Phrases::new(agencies.citations()),
            automaton: automaton.ok(),
            forms: forms.into_iter().map(|(_, form)| form).collect(),
            words,
        }
    }

    /// All agencies that the article shows, surest first, then in the order in which they appear.
    pub(super) fn credits(&self, corpus: &Corpus, article: &Article) -> Vec<Credit> {
        let mut found: Vec<(u32, Evidence)> = Vec::new();
        let mut add = |agency: u32, kind, span| found.push((agency, Evidence { kind, span }));
        let outlet = article.outlet.map(|outlet| &*corpus.outlets[outlet.index()]);
        for (index, agency) in self.agencies.all().iter().enumerate() {
            let hosts = || agency.hosts.iter();
            let named = |outlet: &str| {
                let forms = agency.names.iter().chain(&agency.marks).chain([&agency.name]);
                hosts().any(|host| is_host(outlet, host))
                    || forms.into_iter().any(|form| form.eq_ignore_ascii_case(outlet))
            };
            if outlet.is_some_and(named) {
                add(index as u32, EvidenceKind::Outlet, None);
            }
            if let Some(url) = &article.url {
                if outlet.is_none() && hosts().any(|host| is_host(host_of(url), host)) {
                    add(index as u32, EvidenceKind::Outlet, None);
                } else if agency.paths.iter().any(|path| has_part(url, path)) {
                    add(index as u32, EvidenceKind::Url, None);
                }
            }
        }
        if let Some(byline) = &article.byline {
            for (form, mention) in self.mentions(byline) {
                if credit_lines::is_own_name(byline, mention) && !credit_lines::is_at_picture(byline, mention)
                {
                    add(form.agency, EvidenceKind::Byline, None);
                }
            }
        }
        let text = article.text.read();
        for (form, mention) in self.mentions(&text) {
            if let Some((kind, span)) = self.read(&text, mention) {
                add(form.agency, kind, Some(span));
            }
        }
        group(found)
    }

    fn mentions<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Form, Mention)> + 't {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found
            .map(|found| {
                let form = self.forms[found.pattern().as_usize()];
                (form, Mention { start: found.start(), end: found.end(), is_name: form.is_name })
            })
            .filter(move |&(_, mention)| is_free(text, mention))
    }

    /// What a name in the text means; `None` for nothing.
    fn read(&self, text: &str, mention: Mention) -> Option<(EvidenceKind, Span)> {
        let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..mention.start]).map_or(0, |at| at + 1);
        let line_end =
            memchr::memchr(b'\n', &text.as_bytes()[mention.end..]).map_or(text.len(), |at| mention.end + at);
        let line = datelines::Line { text, start: line_start, end: line_end, mention };
        if let Some(span) = datelines::dateline(&line) {
            return Some((EvidenceKind::Dateline, span));
        }
        if let Some(span) = credit_lines::signature(&line, &self.words) {
            return Some((EvidenceKind::Signature, span));
        }
        if let Some(span) = credit_lines::copyright(&line) {
            return Some((EvidenceKind::Copyright, span));
        }
        if credit_lines::is_at_picture(text, mention) {
            return None;
        }
        if let Some(span) = credit_lines::byline(&line, &self.words) {
            return Some((EvidenceKind::Byline, span));
        }
        let around = Surroundings::new(&text[line_start..mention.start], &text[mention.end..line_end]);
        let stands = |phrases: &Phrases, near| {
            let reach = phrases.find(&around, near)?;
            Some(Span::new(mention.start - reach.before, mention.end + reach.after))
        };
        if let Some(span) = stands(&self.credits, false) {
            return Some((EvidenceKind::Contribution, span));
        }
        // A mark that looks like a person's name (`Bloomberg said`) may well be a person's.
        let personal = !mention.is_name && {
            let mut letters = text[mention.start..mention.end].chars();
            letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
        };
        if personal {
            return None;
        }
        if let Some(span) = stands(&self.citations, true) {
            return Some((EvidenceKind::Citation, span));
        }
        (mention.is_name && credit_lines::is_own_name(text, mention))
            .then(|| (EvidenceKind::Citation, Span::new(mention.start, mention.end)))
    }
}

/// Words of a text, as they are.
pub(super) fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Evidence by agency.
fn group(mut found: Vec<(u32, Evidence)>) -> Vec<Credit> {
    found.sort_unstable_by_key(|&(agency, evidence)| {
        (agency, evidence.kind.tier(), evidence.span, evidence.kind)
    });
    found.dedup_by_key(|(agency, evidence)| (*agency, evidence.kind, evidence.span));
    let mut credits: Vec<Credit> = found
        .chunk_by(|a, b| a.0 == b.0)
        .map(|evidence| {
            let mut evidence: Vec<Evidence> = evidence.iter().map(|&(_, evidence)| evidence).collect();
            // The surest kind leads; the rest stays in the order of the text.
            if let Some(best) = (0..evidence.len()).min_by_key(|&at| (evidence[at].kind, at)) {
                evidence[..=best].rotate_right(1);
            }
            Credit { agency: 0, evidence }
        })
        .collect();
    for (credit, evidence) in credits.iter_mut().zip(found.chunk_by(|a, b| a.0 == b.0)) {
        credit.agency = evidence[0].0;
    }
    credits
        .sort_by_key(|credit| (credit.tier(), credit.evidence.first().and_then(|e| e.span), credit.agency));
    credits
}

/// Whether the name stands as a word of its own, not in an address, a handle or a compound.
fn is_free(text: &str, mention: Mention) -> bool {
    let Mention { start, end, .. } = mention;
    let mut before = text[..start].chars().rev();
    let mut after = text[end..].chars();
    let (before, second_before) = (before.next(), before.next());
    let (after, second_after) = (after.next(), after.next());
    let joins = |near: Option<char>, far: Option<char>| {
        near.is_some_and(|c| matches!(c, '.' | '-')) && far.is_some_and(char::is_alphanumeric)
    };
    phrases::is_whole(text, start, end)
        && !before.is_some_and(|c| matches!(c, '@' | '#' | '_'))
        && !after.is_some_and(|c| matches!(c, '@' | '_'))
        && !joins(before, second_before)
        && !joins(after, second_after)
}

/// Whether an outlet or host is that host or one below it.
fn is_host(outlet: &str, host: &str) -> bool {
    let rest = outlet.len().checked_sub(host.len()).and_then(|at| outlet.split_at_checked(at));
    rest.is_some_and(|(below, end)| {
        end.eq_ignore_ascii_case(host) && (below.is_empty() || below.ends_with('.'))
    })
}

/// The host of an address.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches('/');
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

/// Whether a part of the address's path is that word, or begins with it.
fn has_part(url: &str, word: &str) -> bool {
    let rest =
        url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next().unwrap_or_default();
    rest.split('/').skip(1).any(|part| {
        part.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !part[word.len()..].starts_with(char::is_alphanumeric)
    })
}

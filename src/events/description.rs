//! What a person wants to know of an event: a headline, words, how firmly it holds together, how close it was.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{Borderline, Edge, Event, EventSettings, Events, Story, stories};
use crate::{
    article::Corpus,
    reuse::Reuse,
    text::{Texts, WordId},
    tfidf::{
        Vectors,
        bags::{Bag, Feature},
        content::{Case, Content},
    },
    units::ArticleId,
};

/// Words that describe an event.
const KEYWORDS: usize = 8;

/// Members whose words are looked at; more change nothing in the first eight.
const READ: usize = 40;

/// Characters of a label made from a lead.
const LABEL: usize = 90;

/// Score on either side of the cut that counts as close: half a unit of log-odds.
const CLOSE: f64 = 0.05;

/// Close decisions that are listed for every hundred articles, and at least.
const LISTED: (usize, usize) = (2, 50);

/// What events are described from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The articles.
    pub corpus: &'a Corpus,
    /// Their words.
    pub texts: &'a Texts,
    /// Their reuse.
    pub reuse: &'a Reuse,
    /// Their weights.
    pub vectors: &'a Vectors,
    /// Scores of pairs.
    pub edges: &'a [Edge],
}

/// Describes the events whose members are given, in the order of their first members.
#[must_use]
pub fn describe(evidence: &Evidence, mut groups: Vec<Vec<ArticleId>>, settings: &EventSettings) -> Events {
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable_by_key(|group| group[0]);
    let mut of = vec![0; evidence.corpus.len()];
    for (event, group) in groups.iter().enumerate() {
        for id in group {
            of[id.index()] = event;
        }
    }
    // Per article: the sum of its scores with members of its own event. Copies stand where their originals do.
    let mut inside = vec![0.0_f64; evidence.corpus.len()];
    for edge in evidence.edges {
        if of[edge.a.index()] == of[edge.b.index()] {
            inside[edge.a.index()] += f64::from(edge.score);
            inside[edge.b.index()] += f64::from(edge.score);
        }
    }
    let mut events: Vec<Event> =
        groups.into_par_iter().map(|members| describe_one(evidence, members, &inside)).collect();
    let sizes: Vec<usize> =
        events.iter().map(|event| originals(evidence.reuse, &event.members).count()).collect();
    let story_of = stories::group(&of, &sizes, evidence.edges);
    for (event, &story) in events.iter_mut().zip(&story_of) {
        event.story = story;
    }
    let borderline = borderline(evidence, &events, &of, &sizes, settings);
    Events { stories: describe_stories(&events, &story_of), events, of, borderline }
}

fn originals<'a>(reuse: &'a Reuse, members: &'a [ArticleId]) -> impl Iterator<Item = ArticleId> + 'a {
    members.iter().copied().filter(|id| reuse.duplicate_of[id.index()].is_none())
}

fn describe_one(evidence: &Evidence, members: Vec<ArticleId>, inside: &[f64]) -> Event {
    let own: Vec<ArticleId> = originals(evidence.reuse, &members).collect();
    let others = own.len().saturating_sub(1) as f64;
    let mean = |id: ArticleId| if others > 0.0 { inside[id.index()] / others } else { 1.0 };
    // The most central member with a headline; ties to the earliest.
    let central = |a: &&ArticleId, b: &&ArticleId| mean(**a).total_cmp(&mean(**b)).then(b.cmp(a));
    let titled = |id: &&ArticleId| {
        evidence.corpus.article(**id).title.as_deref().is_some_and(|title| !title.trim().is_empty())
    };
    let medoid = own.iter().max_by(central).copied().unwrap_or(members[0]);
    let named = own.iter().filter(titled).max_by(central).copied().unwrap_or(medoid);
    Event {
        medoid,
        label: label(evidence, named),
        keywords: keywords(evidence, &own),
        cohesion: own.iter().map(|&id| mean(id)).sum::<f64>() / own.len().max(1) as f64,
        weakest: own.iter().map(|&id| mean(id)).fold(1.0, f64::min),
        independent: independent(evidence.reuse, &own),
        story: 0,
        members,
    }
}

/// Number of texts: articles that are one text with each other count once.
fn independent(reuse: &Reuse, originals: &[ArticleId]) -> usize {
    let mut texts: Vec<ArticleId> = originals.iter().map(|id| reuse.text_of[id.index()]).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.len()
}

/// The headline, or the start of the first paragraph of prose.
fn label(evidence: &Evidence, id: ArticleId) -> String {
    let article = evidence.corpus.article(id);
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(title) = article.title.as_deref().map(squeeze).filter(|title| !title.is_empty()) {
        return title;
    }
    let paragraphs = evidence.texts.paragraphs_of(id).map(|p| &evidence.texts.paragraphs[p]);
    let lead = paragraphs
        .clone()
        .find(|p| p.furniture.is_none() && p.len() > 4)
        .or_else(|| paragraphs.clone().next());
    let lead = squeeze(lead.map_or("", |paragraph| paragraph.span.of(&article.text)));
    if lead.is_empty() {
        return article.id.clone();
    }
    if lead.chars().count() <= LABEL {
        return lead;
    }
    let cut: String = lead.chars().take(LABEL).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(&*cut, |(whole, _)| whole))
}

/// The terms with the highest mean weight, as their articles write them most often.
fn keywords(evidence: &Evidence, members: &[ArticleId]) -> Vec<String> {
    let Evidence { texts, reuse, vectors, .. } = *evidence;
    let mut weights: BTreeMap<u32, f64> = BTreeMap::new();
    let mut forms: BTreeMap<u32, HashMap<(WordId, bool), usize>> = BTreeMap::new();
    for &id in members.iter().take(READ) {
        let language = vectors.terms.language(id);
        let (title, body) = vectors.content(texts, reuse, id);
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for content in title.iter().chain(&body).flatten() {
            if content.case != Case::Number {
                *counts.entry(content.term).or_default() += 1;
                *forms.entry(content.term).or_default().entry(form(content)).or_default() += 1;
            }
        }
        for (term, count) in counts {
            let feature = Feature::new(Bag::Text, language, term, None);
            let idf = vectors.idf(language, feature, vectors.frequency(feature));
            *weights.entry(term).or_default() += (1.0 + (count as f64).ln()) * idf;
        }
    }
    let mut ranked: Vec<(u32, f64)> = weights.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked
        .into_iter()
        .take(KEYWORDS)
        .filter_map(|(term, _)| Some(surface(texts, forms.get(&term)?)))
        .collect()
}

fn form(content: &Content) -> (WordId, bool) {
    (content.word, content.case == Case::Capital)
}

/// The most frequent form of a term, with a capital when it is a name more often than not.
fn surface(texts: &Texts, forms: &HashMap<(WordId, bool), usize>) -> String {
    let mut words: BTreeMap<WordId, (usize, usize)> = BTreeMap::new();
    let mut listed: Vec<(&(WordId, bool), &usize)> = forms.iter().collect();
    listed.sort_unstable();
    for (&(word, capital), &count) in listed {
        let entry = words.entry(word).or_default();
        entry.0 += count;
        entry.1 += if capital { count } else { 0 };
    }
    let best = words.iter().max_by_key(|(word, (count, _))| (*count, std::cmp::Reverse(**word)));
    let Some((&word, &(count, capitals))) = best else { return String::new() };
    let text = texts.words.get(word);
    if 2 * capitals < count {
        return text.to_owned();
    }
    if text == "us" {
        return "U.S.".to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn describe_stories(events: &[Event], story_of: &[usize]) -> Vec<Story> {
    let n_stories = story_of.iter().max().map_or(0, |&last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_stories];
    for (event, &story) in story_of.iter().enumerate() {
        members[story].push(event);
    }
    members
        .into_iter()
        .map(|members| {
            let size = |event: usize| events[event].members.len();
            let largest =
                members.iter().copied().max_by_key(|&event| (size(event), std::cmp::Reverse(event)));
            // Words that several of its events are described by come first, weighted by the size of the events.
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            for &event in &members {
                for (rank, word) in events[event].keywords.iter().enumerate() {
                    *votes.entry(word).or_default() += size(event) * (KEYWORDS - rank);
                }
            }
            let mut ranked: Vec<(&str, usize)> = votes.into_iter().collect();
            ranked.sort_by_key(|&(word, votes)| (std::cmp::Reverse(votes), word));
            Story {
                label: largest.map_or_else(String::new, |event| events[event].label.clone()),
                keywords: ranked.into_iter().take(KEYWORDS).map(|(word, _)| word.to_owned()).collect(),
                events: members,
            }
        })
        .collect()
}

/// Pairs of events whose mean score nearly reached the cut, and events whose weakest member nearly missed it.
fn borderline(
    evidence: &Evidence,
    events: &[Event],
    of: &[usize],
    sizes: &[usize],
    settings: &EventSettings,
) -> Vec<Borderline> {
    let cut = f64::from(settings.cut());
    let mut close: Vec<(usize, usize, f64)> = stories::between(of, evidence.edges)
        .into_iter()
        .map(|(a, b, sum)| (a as usize, b as usize, sum / (sizes[a as usize] * sizes[b as usize]) as f64))
        .filter(|&(_, _, mean)| mean >= cut - CLOSE)
        .collect();
    close.extend(
        events
            .iter()
            .enumerate()
            .filter(|&(event, described)| sizes[event] > 1 && described.weakest <= cut + CLOSE)
            .map(|(event, described)| (event, event, described.weakest)),
    );
    close.sort_by(|x, y| (x.2 - cut).abs().total_cmp(&(y.2 - cut).abs()).then((x.0, x.1).cmp(&(y.0, y.1))));
    close.truncate(LISTED.1.max(evidence.corpus.len() / 100 * LISTED.0));
    let mut best: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
    let wanted: std::collections::BTreeSet<(usize, usize)> = close.iter().map(|&(a, b, _)| (a, b)).collect();
    for edge in evidence.edges {
        let (a, b) = (of[edge.a.index()], of[edge.b.index()]);
        let key = (a.min(b), a.max(b));
        if wanted.contains(&key) && best.get(&key).is_none_or(|other| other.score < edge.score) {
            best.insert(key, *edge);
        }
    }
    close
        .into_iter()
        .filter_map(|(event, other, score)| {
            let edge = best.get(&(event, other))?;
            Some(Borderline { event, other, articles: (edge.a, edge.b), score, cut, joined: event == other })
        })
        .collect()
}

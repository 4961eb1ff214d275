//! Who takes text from whom, as a network: of outlets, or of articles.
//!
//! An edge leads from the later carrier of a passage to the earlier one, in this dump and as far as dates tell. Where
//! they do not tell, its `direction` is `undirected_unknown` and its ends stand in the order of names: programs that read
//! directed networks refuse one that has undirected edges, too.
//!
//! **Outlets**: for every passage between outlets (narration, mixed or quotation, as `outlet_pairs.jsonl` counts them) and
//! every two outlets that carry it. **Articles**: from every article that carries a passage to the earliest one, and from
//! every article of an event to its most central one (`kind` is `event`), so that a family of `n` copies costs `n` edges,
//! not n².

use std::{collections::BTreeMap, io};

use hashbrown::HashMap;
use serde_json::Value;

use super::{articles::Articles, xml::is_allowed};
use crate::run::records::{self, Event, Outlet, Passage};
use crate::{article::Earliest, run::Recorded};

/// What the nodes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Outlets.
    #[default]
    Outlets,
    /// Articles.
    Articles,
}

impl Over {
    /// Its name as typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlets => "outlets",
            Self::Articles => "articles",
        }
    }
}

/// Types as GraphML and GEXF both call them.
pub(super) const TEXT: &str = "string";
const INTEGER: &str = "long";
const REAL: &str = "double";

/// An attribute's name and type.
pub(super) type Attribute = (&'static str, &'static str);

pub(super) struct Network {
    pub(super) description: &'static str,
    pub(super) node_attributes: &'static [Attribute],
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

pub(super) struct Node {
    /// The name that it is referred to by, without characters that XML cannot hold.
    pub(super) id: String,
    pub(super) label: String,
    /// As many as there are attributes.
    pub(super) values: Vec<Value>,
}

/// All edges have the same attributes.
pub(super) const EDGE_ATTRIBUTES: [Attribute; 4] =
    [("kind", TEXT), ("direction", TEXT), ("passages", INTEGER), ("words", INTEGER)];

pub(super) struct Edge {
    /// Index of a node: the later one.
    pub(super) from: usize,
    /// Index of a node: the earlier one.
    pub(super) to: usize,
    pub(super) kind: &'static str,
    pub(super) direction: Direction,
    pub(super) passages: u64,
    pub(super) words: u64,
}

impl Edge {
    /// The values of [`EDGE_ATTRIBUTES`].
    pub(super) fn values(&self) -> [Value; 4] {
        [self.kind.into(), self.direction.name().into(), self.passages.into(), self.words.into()]
    }

    /// How thick it is drawn: passages, and 1 for two articles of an event.
    pub(super) fn weight(&self) -> u64 {
        self.passages.max(1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    LaterToEarlier,
    Unknown,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::LaterToEarlier => "later_to_earlier",
            Self::Unknown => "undirected_unknown",
        }
    }
}

/// The network of a run.
pub(super) fn of_run(recorded: &Recorded, over: Over) -> io::Result<Network> {
    let mut network = match over {
        Over::Outlets => outlets(recorded),
        Over::Articles => articles(recorded),
    }?;
    // Two names that differ only in what XML cannot hold would be one node; their numbers tell them apart.
    for (number, node) in network.nodes.iter_mut().enumerate() {
        if !node.id.chars().all(is_allowed) {
            node.id = format!("{}#{number}", node.id.chars().filter(|&c| is_allowed(c)).collect::<String>());
        }
    }
    Ok(network)
}

/// Passages and words by from, to, kind and direction.
type Counts = BTreeMap<(usize, usize, &'static str, Direction), (u64, u64)>;

fn edges(counts: Counts) -> Vec<Edge> {
    let edges = counts.into_iter().map(|((from, to, kind, direction), (passages, words))| Edge {
        from,
        to,
        kind,
        direction,
        passages,
        words,
    });
    edges.collect()
}

fn outlets(recorded: &Recorded) -> io::Result<Network> {
    const ATTRIBUTES: &[Attribute] = &[
        ("articles", INTEGER),
        ("events", INTEGER),
        ("reused_share", REAL),
        ("quoted_share", REAL),
        ("original_share", REAL),
        ("wire_share", REAL),
        ("first_carried", INTEGER),
        ("first_seen", TEXT),
        ("last_seen", TEXT),
    ];
    let (mut nodes, mut numbers) = (Vec::new(), HashMap::new());
    recorded.each("outlets.jsonl", &mut |line: Outlet| {
        numbers.insert(line.outlet.clone(), nodes.len());
        let values = vec![
            line.articles.into(),
            line.events.into(),
            line.reused_share.into(),
            line.quoted_share.into(),
            line.original_share.into(),
            line.wire_share.into(),
            line.first_carried.into(),
            line.first_seen.into(),
            line.last_seen.into(),
        ];
        nodes.push(Node { id: line.outlet.clone(), label: line.outlet, values });
        Ok(())
    })?;
    let articles = Articles::read(recorded)?;
    let mut counts = Counts::new();
    recorded.each("passages.jsonl", &mut |line: Passage| {
        if line.is_between_outlets() {
            let carriers = carriers(&line, &articles, &numbers);
            for (at, &(one, since)) in carriers.iter().enumerate() {
                for &(other, since_then) in &carriers[at + 1..] {
                    let key = if since.is_before(since_then) {
                        (other, one, "reuse", Direction::LaterToEarlier)
                    } else if since_then.is_before(since) {
                        (one, other, "reuse", Direction::LaterToEarlier)
                    } else {
                        (one, other, "reuse", Direction::Unknown)
                    };
                    let sum = counts.entry(key).or_default();
                    *sum = (sum.0 + 1, sum.1 + line.tokens);
                }
            }
        }
        Ok(())
    })?;
    Ok(Network {
        description: "Outlets that carry the same passages; an edge leads from the later carrier to the earlier one",
        node_attributes: ATTRIBUTES,
        nodes,
        edges: edges(counts),
    })
}

/// The outlets that carry the passage, by number, and since when; those without a name are left out.
fn carriers(
    passage: &Passage,
    articles: &Articles,
    numbers: &HashMap<String, usize>,
) -> Vec<(usize, Earliest)> {
    let mut by_outlet: BTreeMap<usize, Earliest> = BTreeMap::new();
    for member in &passage.members {
        let Some(&node) = member.outlet.as_ref().and_then(|outlet| numbers.get(outlet)) else { continue };
        by_outlet
            .entry(node)
            .or_default()
            .add(articles.get(&member.article_id).and_then(records::Article::time));
    }
    by_outlet.into_iter().collect()
}

fn articles(recorded: &Recorded) -> io::Result<Network> {
    const ATTRIBUTES: &[Attribute] = &[
        ("title", TEXT),
        ("outlet", TEXT),
        ("published", TEXT),
        ("event_id", TEXT),
        ("story_id", TEXT),
        ("tokens", INTEGER),
        ("derived_share", REAL),
        ("wire", TEXT),
    ];
    let articles = Articles::read(recorded)?;
    let mut counts = Counts::new();
    recorded.each("events.jsonl", &mut |line: Event| {
        let medoid = articles.number(&line.medoid);
        for member in line.articles.iter().filter_map(|id| articles.number(id)) {
            if let Some(medoid) = medoid.filter(|&medoid| medoid != member) {
                counts.insert((member, medoid, "event", Direction::Unknown), (0, 0));
            }
        }
        Ok(())
    })?;
    recorded.each("passages.jsonl", &mut |line: Passage| {
        add_reuse(&line, &articles, &mut counts);
        Ok(())
    })?;
    let nodes = articles.all.into_iter().map(|article| {
        let label = article.title.clone().unwrap_or_else(|| article.id.clone());
        let values = vec![
            article.title.into(),
            article.outlet.into(),
            article.published.into(),
            article.event_id.into(),
            article.story_id.into(),
            article.tokens.into(),
            article.derived_share.into(),
            article.wire.map(|wire| wire.name).into(),
        ];
        Node { id: article.id, label, values }
    });
    Ok(Network {
        description: "Articles; an edge leads to the first carrier of a passage, or to the center of an event",
        node_attributes: ATTRIBUTES,
        nodes: nodes.collect(),
        edges: edges(counts),
    })
}

/// The edges of a passage: from each article that carries it to the first of them.
fn add_reuse(passage: &Passage, articles: &Articles, counts: &mut Counts) {
    if !passage.is_reuse() {
        return;
    }
    let first = passage.earliest.as_ref().map(|earliest| &earliest.article_id);
    let first = first.or(passage.members.first().map(|member| &member.article_id));
    let Some(first) = first.and_then(|id| articles.number(id)) else { return };
    let first_time = articles.all[first].time();
    let mut others: Vec<usize> =
        passage.members.iter().filter_map(|member| articles.number(&member.article_id)).collect();
    others.sort_unstable();
    others.dedup();
    for other in others.into_iter().filter(|&other| other != first) {
        let direction = match (first_time, articles.all[other].time()) {
            (Some(first), Some(other)) if !first.ties_with(other) => Direction::LaterToEarlier,
            _ => Direction::Unknown,
        };
        let sum = counts.entry((other, first, "reuse", direction)).or_default();
        *sum = (sum.0 + 1, sum.1 + passage.tokens);
    }
}

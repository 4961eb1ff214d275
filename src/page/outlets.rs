//! Outlets: who shares with whom, as a heatmap and a table; and a card for each.

use std::collections::BTreeMap;

use askama::Template;
use serde::Serialize;

use super::{
    book::Book,
    charts::step,
    escape::{Markup, json},
    words::{counted, number, percent, percent_or_dash, period},
};

/// Rows and columns of the heatmap: what fits a page and can be read.
const HEAT: usize = 24;

/// Rows of its twin.
const PAIRS: usize = 60;

/// Outlets with a card.
const CARDS: usize = 48;

/// Outlets of the table.
const TABLE: usize = 600;

/// Size of a cell.
const CELL: usize = 24;

/// Room for names.
const NAMES: usize = 170;

struct Cell {
    row: usize,
    column: usize,
    x: usize,
    y: usize,
    step: u8,
    said: String,
    label: String,
}

/// What the switches of the heatmap need.
#[derive(Serialize)]
struct Data<'a> {
    names: Vec<&'a str>,
    owners: Vec<Option<&'a str>>,
    /// Positions in the clustered order.
    clustered: Vec<usize>,
    /// Per measure, row and column.
    passages: Vec<Vec<u64>>,
    first: Vec<Vec<u64>>,
    later: Vec<Vec<u64>>,
    words: Vec<Vec<f64>>,
    events: Vec<Vec<f64>>,
}

struct PairRow<'a> {
    a: &'a str,
    b: &'a str,
    passages: String,
    words: String,
    first_a: String,
    first_b: String,
    ties: String,
}

struct Card<'a> {
    anchor: String,
    name: &'a str,
    owner: Option<&'a str>,
    articles: String,
    period: String,
    original: String,
    original_width: String,
    reused: String,
    wire: String,
    first: String,
    partners: String,
}

#[derive(Template)]
#[template(path = "outlets.html")]
struct OutletsPart<'a> {
    names: Vec<(String, usize)>,
    cells: Vec<Cell>,
    side: usize,
    data: Markup,
    pairs: Vec<PairRow<'a>>,
    pairs_hidden: u64,
    outlets_left_out: u64,
    cards: Vec<Card<'a>>,
    rest: Vec<Card<'a>>,
    hidden: u64,
    quotations: u64,
    has_owners: bool,
}

/// The part on outlets.
pub(super) fn part(book: &Book) -> Markup {
    let shown = most_sharing(book);
    let data = data(book, &shown);
    let order = &data.clustered;
    let place: Vec<usize> = {
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &outlet)| place[outlet] = at);
        place
    };
    let most = data.passages.iter().flatten().copied().max().unwrap_or(0) as f64;
    let mut cells = Vec::new();
    for (row, values) in data.passages.iter().enumerate() {
        for (column, &value) in values.iter().enumerate() {
            if row == column || value == 0 {
                continue;
            }
            cells.push(Cell {
                row,
                column,
                x: NAMES + place[column] * CELL,
                y: NAMES + place[row] * CELL,
                step: step(value as f64, most),
                said: format!(
                    "{} and {}: {}",
                    data.names[row],
                    data.names[column],
                    counted(value, "passage")
                ),
                label: if value < 1000 { value.to_string() } else { format!("{}k", value / 1000) },
            });
        }
    }
    let names = data
        .names
        .iter()
        .enumerate()
        .map(|(at, name)| (crate::report::text::cut(name, 24).into_owned(), place[at]));
    let mut cards = cards(book);
    let n_cards = cards.len();
    let mut rest = cards.split_off(n_cards.min(CARDS));
    rest.truncate(TABLE);
    let part = OutletsPart {
        names: names.collect(),
        side: NAMES + shown.len() * CELL,
        cells,
        pairs: book.outlet_pairs.iter().take(PAIRS).map(pair).collect(),
        pairs_hidden: book.outlet_pairs.len().saturating_sub(PAIRS) as u64,
        outlets_left_out: (sharing(book).len() - shown.len()) as u64,
        hidden: (n_cards - cards.len() - rest.len()) as u64,
        cards,
        rest,
        quotations: book.count("passages_quotation"),
        has_owners: data.owners.iter().any(Option::is_some),
        data: json(&data),
    };
    Markup(part.render().unwrap_or_default())
}

fn pair(pair: &crate::run::records::OutletPair) -> PairRow<'_> {
    PairRow {
        a: &pair.a,
        b: &pair.b,
        passages: number(pair.passages),
        words: number(pair.words),
        first_a: number(pair.first_a),
        first_b: number(pair.first_b),
        ties: number(pair.ties),
    }
}

/// Outlets that share passages, with how many.
fn sharing(book: &Book) -> BTreeMap<&str, u64> {
    let mut shared: BTreeMap<&str, u64> = BTreeMap::new();
    for pair in &book.outlet_pairs {
        *shared.entry(&pair.a).or_default() += pair.passages;
        *shared.entry(&pair.b).or_default() += pair.passages;
    }
    shared
}

/// The outlets of the heatmap, by name.
fn most_sharing(book: &Book) -> Vec<&str> {
    let mut shared: Vec<(&str, u64)> = sharing(book).into_iter().collect();
    shared.sort_by_key(|&(name, passages)| (std::cmp::Reverse(passages), name));
    let mut names: Vec<&str> = shared.into_iter().take(HEAT).map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

fn data<'a>(book: &'a Book, names: &[&'a str]) -> Data<'a> {
    let n = names.len();
    let at = |name: &str| names.binary_search(&name).ok();
    let counts = || vec![vec![0_u64; n]; n];
    let (mut passages, mut first, mut later, mut words) = (counts(), counts(), counts(), counts());
    for pair in &book.outlet_pairs {
        let (Some(a), Some(b)) = (at(&pair.a), at(&pair.b)) else { continue };
        for (row, column, row_first, row_later) in
            [(a, b, pair.first_a, pair.first_b), (b, a, pair.first_b, pair.first_a)]
        {
            passages[row][column] = pair.passages;
            first[row][column] = row_first;
            later[row][column] = row_later;
            words[row][column] = pair.words;
        }
    }
    let mut own_words = vec![0_u64; n];
    for article in &book.articles {
        if let Some(outlet) = article.outlet.as_deref().and_then(at) {
            own_words[outlet] += article.tokens;
        }
    }
    let (mut together, mut own_events) = (counts(), vec![0_u64; n]);
    for event in book.events.iter().filter(|event| event.outlets.len() > 1) {
        let inside: Vec<usize> = event.outlets.iter().filter_map(|name| at(name)).collect();
        for &row in &inside {
            own_events[row] += 1;
            inside.iter().filter(|&&column| column != row).for_each(|&column| together[row][column] += 1);
        }
    }
    let shares = |counts: &[Vec<u64>], wholes: &[u64]| -> Vec<Vec<f64>> {
        let rows = counts.iter().zip(wholes);
        rows.map(|(row, &whole)| {
            row.iter()
                .map(|&count| crate::units::round4((count as f64 / whole.max(1) as f64).min(1.0)))
                .collect()
        })
        .collect()
    };
    let owner = |name: &str| {
        let line = book.outlets.iter().find(|outlet| outlet.outlet == name)?;
        line.owner.as_ref().map(|owner| owner.name.as_str())
    };
    Data {
        owners: names.iter().map(|name| owner(name)).collect(),
        clustered: clustered(&passages),
        words: shares(&words, &own_words),
        events: shares(&together, &own_events),
        names: names.to_vec(),
        passages,
        first,
        later,
    }
}

/// An order in which outlets that share much stand together: begins with the pair that shares most, then always takes the
/// one that shares most with what is at either end.
fn clustered(shared: &[Vec<u64>]) -> Vec<usize> {
    let n = shared.len();
    let Some(start) = (0..n).max_by_key(|&row| (shared[row].iter().max().copied(), std::cmp::Reverse(row)))
    else {
        return Vec::new();
    };
    let mut order = std::collections::VecDeque::from([start]);
    let mut left: Vec<usize> = (0..n).filter(|&outlet| outlet != start).collect();
    while !left.is_empty() {
        let (front, back) = (order[0], order[order.len() - 1]);
        let best = |end: usize| {
            let found = left
                .iter()
                .enumerate()
                .max_by_key(|&(_, &outlet)| (shared[end][outlet], std::cmp::Reverse(outlet)));
            found.map_or((0, 0), |(at, &outlet)| (shared[end][outlet], at))
        };
        let (at_front, at_back) = (best(front), best(back));
        if at_front.0 > at_back.0 {
            order.push_front(left.remove(at_front.1));
        } else {
            order.push_back(left.remove(at_back.1));
        }
    }
    order.into()
}

/// What the place of an outlet on the page is called.
fn anchor(number: usize) -> String {
    format!("outlet-{number}")
}

/// Where the page tells of the outlet with that number: its card or row, or all outlets when it has none.
pub(super) fn address(book: &Book, number: usize) -> String {
    let articles = book.outlets[number].articles;
    let before = book.outlets.iter().enumerate().filter(|&(other, outlet)| {
        outlet.articles > articles || (outlet.articles == articles && other < number)
    });
    if before.count() < CARDS + TABLE { format!("#{}", anchor(number)) } else { "#outlets".to_owned() }
}

/// Outlets with what there is to say of each; those with most articles first.
fn cards(book: &Book) -> Vec<Card<'_>> {
    // Per outlet and agency: articles that are the agency's, by how sure it is.
    let mut wire: BTreeMap<&str, BTreeMap<&str, BTreeMap<&str, u64>>> = BTreeMap::new();
    for article in &book.articles {
        let (Some(outlet), Some(agency)) = (article.outlet.as_deref(), article.wire.as_ref()) else {
            continue;
        };
        if agency.tier != "cited_only" {
            let of = wire.entry(outlet).or_default().entry(&agency.name).or_default();
            *of.entry(&agency.tier).or_default() += 1;
        }
    }
    let mut order: Vec<usize> = (0..book.outlets.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(book.outlets[at].articles), at));
    let card = |at: usize| {
        let outlet = &book.outlets[at];
        let agencies = wire.get(outlet.outlet.as_str()).map_or_else(Vec::new, |agencies| {
            let mut named: Vec<(u64, String)> = agencies
                .iter()
                .map(|(name, tiers)| {
                    let count: u64 = tiers.values().sum();
                    let tiers: Vec<String> = tiers.iter().map(|(tier, n)| format!("{n} {tier}")).collect();
                    (
                        count,
                        format!(
                            "{name} {} ({})",
                            percent(count as f64 / outlet.articles.max(1) as f64),
                            tiers.join(", ")
                        ),
                    )
                })
                .collect();
            named.sort_by(|x, y| y.0.cmp(&x.0).then_with(|| x.1.cmp(&y.1)));
            named
        });
        let agencies: Vec<String> = agencies.into_iter().take(3).map(|(_, said)| said).collect();
        let partners: Vec<String> = outlet
            .partners
            .iter()
            .take(3)
            .map(|partner| format!("{} ({})", partner.outlet, number(partner.passages)))
            .collect();
        Card {
            anchor: anchor(at),
            name: &outlet.outlet,
            owner: outlet.owner.as_ref().map(|owner| owner.name.as_str()),
            articles: counted(outlet.articles, "article"),
            period: period(outlet.first_seen.as_deref(), outlet.last_seen.as_deref())
                .unwrap_or_else(|| "no dates".to_owned()),
            original: percent_or_dash(outlet.original_share),
            original_width: format!("{:.0}", outlet.original_share.unwrap_or(0.0) * 100.0),
            reused: percent_or_dash(outlet.reused_share),
            wire: agencies.join("; "),
            first: if outlet.events == 0 {
                "–".to_owned()
            } else {
                format!("{} of {}", number(outlet.first_in_dump), counted(outlet.events, "event"))
            },
            partners: partners.join(", "),
        }
    };
    order.into_iter().map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_that_share_much_stand_together() {
        let shared = vec![vec![0, 1, 9, 0], vec![1, 0, 0, 8], vec![9, 0, 0, 2], vec![0, 8, 2, 0]];
        assert_eq!(clustered(&shared), [0, 2, 3, 1]);
        assert_eq!(clustered(&[]), [0_usize; 0]);
    }
}

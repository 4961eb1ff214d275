//! What stands out, in a few sentences, each with its evidence.

use std::cmp::Reverse;

use super::{
    book::Book,
    outlets,
    words::{counted, number, percent},
};
use crate::run::records::Outlet;

/// A sentence in three parts, of which the middle one leads to the evidence.
pub(super) struct Finding {
    pub(super) before: String,
    pub(super) link: String,
    pub(super) target: String,
    pub(super) after: String,
}

/// Articles that an outlet needs for a statement about its habits.
const ENOUGH: u64 = 5;

/// Six sentences at most, the strongest first. `events` and `passages` are in the order of the page.
pub(super) fn findings(book: &Book, events: &[usize], passages: &[usize]) -> Vec<Finding> {
    let all = [
        widest(book, events),
        most_carried(book, passages),
        closest_outlets(book),
        most_copied(book),
        first_most_often(book),
        agencies(book),
        thinnest(book),
    ];
    all.into_iter().flatten().take(6).collect()
}

fn finding(before: &str, link: String, target: String, after: String) -> Option<Finding> {
    Some(Finding { before: before.to_owned(), link, target, after })
}

fn widest(book: &Book, events: &[usize]) -> Option<Finding> {
    let event = &book.events[*events.first()?];
    let outlets = counted(event.outlets.len() as u64, "outlet");
    let after = match event.independent_count {
        n if n < event.size => {
            format!(
                " was covered by {outlets} in {}, which are {}.",
                counted(event.size, "article"),
                counted(n, "independent text")
            )
        }
        _ => format!(
            " was covered by {outlets} in {}, each with a text of its own.",
            counted(event.size, "article")
        ),
    };
    finding("", event.label.clone(), format!("§{}", event.id), after)
}

fn most_carried(book: &Book, passages: &[usize]) -> Option<Finding> {
    let passage = &book.passages[*passages.first()?];
    if !passage.is_between_outlets() {
        return None;
    }
    let what = if passage.kind == "quotation" { "One quotation" } else { "One passage" };
    let first = match &passage.earliest {
        Some(first) if !first.tie => {
            format!("; first in this dump: {}", first.outlet.as_deref().unwrap_or(&first.article_id))
        }
        _ => String::new(),
    };
    finding(
        "",
        format!("{what} of {}", counted(passage.tokens, "word")),
        format!("§{}", passage.id),
        format!(
            " stands in {} of {}{first}.",
            counted(passage.size, "place"),
            counted(passage.outlets.len() as u64, "outlet")
        ),
    )
}

fn closest_outlets(book: &Book) -> Option<Finding> {
    let pair = book.outlet_pairs.first()?;
    let direction = if pair.first_a + pair.first_b == 0 {
        "dates do not tell who was first".to_owned()
    } else {
        let (more, n) =
            if pair.first_a >= pair.first_b { (&pair.a, pair.first_a) } else { (&pair.b, pair.first_b) };
        format!("{more} was first with {}", number(n))
    };
    finding(
        "",
        format!("{} and {}", pair.a, pair.b),
        "#heatmap".to_owned(),
        format!(" share most: {}; {direction}.", counted(pair.passages, "passage")),
    )
}

fn most_copied(book: &Book) -> Option<Finding> {
    let outlets = book.outlets.iter().enumerate().filter(|(_, outlet)| outlet.articles >= ENOUGH);
    let share = |outlet: &Outlet| outlet.reused_share.unwrap_or(0.0);
    let (number, most) = outlets.max_by(|(_, x), (_, y)| share(x).total_cmp(&share(y)))?;
    if share(most) < 0.05 {
        return None;
    }
    let after = format!(
        " shares the largest part of its narration: {} of the words of {} stand elsewhere, too.",
        percent(share(most)),
        counted(most.articles, "article")
    );
    finding("", most.outlet.clone(), outlets::address(book, number), after)
}

fn first_most_often(book: &Book) -> Option<Finding> {
    let outlets = book.outlets.iter().enumerate();
    let (at, first) = outlets.max_by_key(|(at, outlet)| (outlet.first_in_dump, Reverse(*at)))?;
    if first.first_in_dump < 2 {
        return None;
    }
    let after = format!(
        ", with {} of the {} that it covered.",
        number(first.first_in_dump),
        counted(first.events, "event")
    );
    let before = "First most often, as far as this dump’s dates tell: ";
    finding(before, first.outlet.clone(), outlets::address(book, at), after)
}

fn agencies(book: &Book) -> Option<Finding> {
    let (wire, articles) = (book.count("wire_articles"), book.count("articles"));
    if wire == 0 {
        return None;
    }
    let share = percent(wire as f64 / articles.max(1) as f64);
    let are = if wire == 1 {
        "is an agency’s, by its credit or its"
    } else {
        "are an agency’s, by their credit or their"
    };
    finding("", counted(wire, "article"), "#outlets".to_owned(), format!(" ({share}) {are} text."))
}

fn thinnest(book: &Book) -> Option<Finding> {
    let events = book.events.iter().filter(|event| event.size >= 3);
    let thin = events.min_by(|x, y| x.cohesion.weakest.total_cmp(&y.cohesion.weakest))?;
    finding(
        "Look twice at ",
        thin.label.clone(),
        format!("§{}", thin.id),
        format!(
            ": no event of three articles or more is thinner (weakest link {:.2}).",
            thin.cohesion.weakest
        ),
    )
}

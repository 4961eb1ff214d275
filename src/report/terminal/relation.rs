//! Why two articles are one event or not, as a section of a page: score, surroundings, time, terms, and where they meet.

use std::{collections::BTreeMap, io};

use super::{
    ACCENT, BOLD, DIM, PLAIN, Page,
    cells::{self, clean, number, pad},
    sections::percent,
};
use crate::{
    events::meeting::LOWEST,
    report::{
        explanation::{Explanation, Side},
        relation::{Around, Relation, Term},
    },
};

/// Shared terms shown.
const SHARED: usize = 10;

/// Terms of one article alone shown.
const ONLY: usize = 8;

/// Cells of the longest bar.
const BAR: usize = 20;

/// Cells of the names of facts.
const LABEL: usize = 14;

/// Writes the section.
pub(super) fn section(page: &mut Page, explanation: &Explanation, relation: &Relation) -> io::Result<()> {
    let together = explanation.same_event == Some(true);
    let title = if together { "Why they are one event" } else { "Why they are two events" };
    page.heading(title, &format!("events are cut at {}", decimal(relation.cut)))?;
    fact(page, "score", &score(relation))?;
    if relation.similarity.is_some_and(|similarity| similarity < 1.0) {
        fact(page, "surroundings", &surroundings(relation))?;
    }
    fact(page, "time", &time(explanation, relation))?;
    fact(page, "events", &events(relation))?;
    fact(page, "they meet", &meeting(relation))?;
    terms(page, relation)
}

/// A fact with its name before it, over as many lines as it takes.
pub(super) fn fact(page: &mut Page, name: &str, text: &str) -> io::Result<()> {
    let room = page.view.width.saturating_sub(LABEL + 2);
    for (number, line) in cells::wrap(text, room).iter().enumerate() {
        let name = pad(if number == 0 { name } else { "" }, LABEL);
        page.line(&[("  ", PLAIN), (&name, DIM), (line, PLAIN)])?;
    }
    Ok(())
}

fn score(relation: &Relation) -> String {
    let Some(similarity) = relation.similarity else {
        return "0: they share too little to have been scored".to_owned();
    };
    let odds = format!("cover one event {}", times_in_a_hundred(relation.probability, relation.score));
    format!("{:.2} from a similarity of {similarity:.2}; two such articles {odds}", relation.score)
}

/// How often, in words.
pub(super) fn times_in_a_hundred(probability: f64, score: f64) -> String {
    match (probability * 100.0).round() as u32 {
        _ if score >= 1.0 => "99 times in 100 or more".to_owned(),
        0 => "less than once in 100 times".to_owned(),
        1 => "once in 100 times".to_owned(),
        times => format!("{times} times in 100"),
    }
}

fn surroundings(relation: &Relation) -> String {
    let side = |own: &str, other: &str, around: &Around| match around.rank {
        None => format!("{other} is not near to {own}"),
        Some(rank) => {
            let [first, fifth, twentieth] = around.similarities;
            format!(
                "of {} near to {own}, {other} is the {}most alike ({own}'s 1st, 5th and 20th: {first:.2}, {fifth:.2}, {twentieth:.2})",
                number(around.neighbours),
                ordinal(rank)
            )
        }
    };
    format!("{}; {}", side("A", "B", &relation.around_a), side("B", "A", &relation.around_b))
}

/// `` for the first, else `2nd ` and so on.
fn ordinal(rank: u64) -> String {
    let ending = match (rank % 10, rank % 100) {
        _ if rank == 1 => return String::new(),
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending} ")
}

fn time(explanation: &Explanation, relation: &Relation) -> String {
    let known = |letter: &str, side: &Side| match side.published {
        None => format!("{letter} has no date"),
        Some(_) => format!("{letter}'s is known to the {}", side.date_precision),
    };
    let dates = format!("{}, {}", known("A", &explanation.a), known("B", &explanation.b));
    match relation.days {
        None => format!("unknown, which counts as neither near nor far: {dates}"),
        Some(days) => format!("{} apart: {dates}", apart(days)),
    }
}

/// By how much a mean score misses the cut, in words. Average linkage ends when no two events reach it.
pub(super) fn short_of(cut: f64, mean: f64) -> String {
    let missing = cut - mean;
    if missing < 0.005 {
        "just short of the cut".to_owned()
    } else {
        format!("{missing:.2} short of the cut")
    }
}

/// A distance in time, in words.
pub(super) fn apart(days: f64) -> String {
    match days {
        days if days < 1.0 / 24.0 => "less than an hour".to_owned(),
        days if days < 1.95 => format!("{:.0} hours", days * 24.0),
        days if days < 10.0 => format!("{days:.1} days"),
        days => format!("{} days", number(days.round() as u64)),
    }
}

fn events(relation: &Relation) -> String {
    match (relation.events_mean, relation.around_a.mean, relation.around_b.mean) {
        (Some(mean), ..) => {
            format!("mean score between the two events {mean:.2}, {}", short_of(relation.cut, mean))
        }
        (None, Some(a), Some(b)) => format!("mean score with all other members: A {a:.2}, B {b:.2}"),
        _ => "copies of one text".to_owned(),
    }
}

fn meeting(relation: &Relation) -> String {
    match (relation.joined_up_to, relation.parted_from) {
        (_, Some(parted)) => {
            format!("at {}: below this cut they are one event, above it two", decimal(parted))
        }
        (Some(joined), None) if joined < 1.0 => "at every cut: no score is higher".to_owned(),
        (Some(_), None) => "at every cut: one repeats the other".to_owned(),
        (None, None) => format!("at no cut of {LOWEST} or more"),
    }
}

fn terms(page: &mut Page, relation: &Relation) -> io::Result<()> {
    let merged = merged(relation.terms.iter().map(|shared| &shared.term));
    if !merged.is_empty() {
        let share = relation.terms_share.map(|share| {
            let all = if merged.len() > SHARED { "with those not shown " } else { "" };
            format!("{all}{} of the similarity; pairs and leads the rest", percent(share))
        });
        page.heading("Terms they share", &share.unwrap_or_default())?;
        let most = merged[0].1;
        let widest =
            merged.iter().take(SHARED).map(|(term, _)| cells::width(term)).max().unwrap_or(0).min(28);
        for (term, contribution) in merged.iter().take(SHARED) {
            let bar = "━".repeat(((contribution / most) * BAR as f64).round().max(1.0) as usize);
            page.line(&[
                ("  ", PLAIN),
                (&pad(term, widest), BOLD),
                (&format!("  {contribution:.3}  "), PLAIN),
                (&bar, ACCENT),
            ])?;
        }
        page.more(SHARED, merged.len() as u64, "term")?;
    } else if relation.joined_up_to != Some(1.0) {
        page.heading("They share none of their heaviest terms", "")?;
    }
    for (letter, around) in [("A", &relation.around_a), ("B", &relation.around_b)] {
        let mut words: Vec<String> = Vec::new();
        for term in &around.only {
            let term = clean(term.term);
            if !words.iter().any(|word| word.to_lowercase() == term.to_lowercase()) {
                words.push(term);
            }
        }
        words.truncate(ONLY);
        if !words.is_empty() {
            fact(page, &format!("only in {letter}"), &words.join(" · "))?;
        }
    }
    Ok(())
}

/// Terms with what they contribute, as a person counts them: a name is a word of the text, too. Most first.
pub(super) fn merged<'a>(terms: impl Iterator<Item = &'a Term<'a>>) -> Vec<(String, f64)> {
    let mut sums: BTreeMap<String, (String, f64)> = BTreeMap::new();
    for term in terms {
        let written = clean(term.term);
        let sum = sums.entry(written.to_lowercase()).or_insert((written, 0.0));
        sum.1 += term.contribution;
    }
    let mut merged: Vec<(String, f64)> = sums.into_values().collect();
    merged.sort_by(|x, y| y.1.total_cmp(&x.1).then_with(|| x.0.cmp(&y.0)));
    merged
}

/// At most four decimals, as they are typed.
pub(crate) fn decimal(number: f64) -> String {
    let written = format!("{number:.4}");
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_said_in_words() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 113].map(ordinal).join("|"),
            "|2nd |3rd |4th |11th |12th |21st |113th "
        );
        let apart = [0.01, 0.5, 1.5, 2.25, 12.4].map(apart).join("|");
        assert_eq!(apart, "less than an hour|12 hours|36 hours|2.2 days|12 days");
        assert_eq!([0.46, 0.5, 0.1234, 1.0].map(decimal).join("|"), "0.46|0.5|0.1234|1");
        assert_eq!(times_in_a_hundred(0.0067, 0.0), "once in 100 times");
        assert_eq!(times_in_a_hundred(0.9933, 1.0), "99 times in 100 or more");
        assert_eq!(times_in_a_hundred(0.5, 0.5), "50 times in 100");
    }

    #[test]
    fn a_name_counts_with_its_word() {
        let term = |term, name, contribution| Term { term, name, contribution };
        let terms = [term("fire", false, 0.03), term("Quill", false, 0.02), term("Quill", true, 0.02)];
        assert_eq!(merged(terms.iter()), [("Quill".to_owned(), 0.04), ("fire".to_owned(), 0.03)]);
    }
}

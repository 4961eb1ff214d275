//! The page of `retold diff`: what two runs have in common and where they part.

use std::io::{self, Write};

use serde_json::Value;

use super::{
    ACCENT, BOLD, DIM, PLAIN, Page, View,
    cells::{clean, counted, number, pad},
};
use crate::report::difference::{ArticleHead, Change, Difference, EventHead, Passage};

/// Events of one side of a change that are shown.
const HEADS: usize = 4;

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(difference: &Difference, view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    if difference.identical {
        let articles = counted(difference.articles.common, "article");
        let passages = counted(difference.passages.common, "passage");
        return page.paragraph(
            &format!("no difference: the same settings, {articles}, events and {passages}"),
            0,
            PLAIN,
        );
    }
    page.line(&[("a  ", DIM), (&clean(&difference.a), BOLD)])?;
    page.line(&[("b  ", DIM), (&clean(&difference.b), BOLD)])?;
    settings(&mut page, difference)?;
    metrics(&mut page, difference)?;
    articles(&mut page, difference)?;
    agreement(&mut page, difference)?;
    events(&mut page, difference)?;
    passages(&mut page, difference)
}

fn settings(page: &mut Page, difference: &Difference) -> io::Result<()> {
    if difference.settings.is_empty() {
        return Ok(());
    }
    page.heading("Settings that differ", "")?;
    let shown = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => clean(text),
        // The list of agencies is known by its fingerprint; a person is told of the ids.
        Value::Object(list) => clean(&list.get("own").unwrap_or(value).to_string()),
        value => clean(&value.to_string()),
    };
    difference.settings.iter().try_for_each(|pair| {
        let (name, values) = (pad(&pair.name, 22), format!("{} → {}", shown(&pair.a), shown(&pair.b)));
        page.line(&[("  ", PLAIN), (&name, PLAIN), (&values, ACCENT)])
    })
}

fn metrics(page: &mut Page, difference: &Difference) -> io::Result<()> {
    page.heading("In numbers", "")?;
    page.line(&[("                                   a             b        change", DIM)])?;
    for metric in &difference.metrics {
        let is_share = metric.name.ends_with("_share");
        let value = |value: Option<f64>| match value {
            None => "–".to_owned(),
            Some(share) if is_share => format!("{:.1}%", share * 100.0),
            Some(count) => number(count as u64),
        };
        let change = match (metric.a, metric.b) {
            (Some(a), Some(b)) if a == b => String::new(),
            (Some(a), Some(b)) if is_share => format!("{:+.1} points", (b - a) * 100.0),
            (Some(a), Some(b)) => {
                format!("{}{}", if b > a { "+" } else { "−" }, number((b - a).abs() as u64))
            }
            _ => String::new(),
        };
        let name = pad(&metric.name.replace('_', " "), 24);
        let values = format!("  {name}{:>10}    {:>10}", value(metric.a), value(metric.b));
        page.line(&[(&values, PLAIN), (&format!("  {change:>12}"), ACCENT)])?;
    }
    Ok(())
}

fn articles(page: &mut Page, difference: &Difference) -> io::Result<()> {
    let articles = &difference.articles;
    if articles.only_a + articles.only_b == 0 {
        return Ok(());
    }
    page.heading("Articles", &format!("{} in both", number(articles.common)))?;
    let mut list = |name: &str, all: u64, examples: &[ArticleHead]| -> io::Result<()> {
        if all == 0 {
            return Ok(());
        }
        page.line(&[(&format!("  only in {name}: {}", number(all)), PLAIN)])?;
        for article in examples {
            let title = article.title.as_deref().map(clean).unwrap_or_default();
            let outlet = article.outlet.as_deref().map(clean).unwrap_or_default();
            page.line(&[
                ("    ", PLAIN),
                (&pad(&clean(&article.id), 20), DIM),
                ("  ", PLAIN),
                (&pad(&outlet, 18), PLAIN),
                ("  ", PLAIN),
                (&title, PLAIN),
            ])?;
        }
        page.more(examples.len(), all, "article")
    };
    list("a", articles.only_a, &articles.examples_a)?;
    list("b", articles.only_b, &articles.examples_b)
}

fn agreement(page: &mut Page, difference: &Difference) -> io::Result<()> {
    let Some(agreement) = &difference.agreement else { return Ok(()) };
    page.heading("Agreement", "on the articles of both, 1 where they are grouped alike")?;
    let scores = format!(
        "  BCubed F1 {:.4}   pairwise F1 {:.4}   adjusted Rand index {:.4}",
        agreement.bcubed.f1, agreement.pairwise.f1, agreement.adjusted_rand_index
    );
    page.line(&[(&scores, PLAIN)])
}

fn events(page: &mut Page, difference: &Difference) -> io::Result<()> {
    let counts = difference.events;
    page.heading("Events", "by the articles that they share; of two articles or more on one side at least")?;
    let sorts = [
        (Change::Joined, counts.joined, "joined", "several became one"),
        (Change::Split, counts.split, "split", "one became several"),
        (Change::Rearranged, counts.rearranged, "rearranged", "several became several others"),
        (Change::Changed, counts.changed, "changed", "gained or lost articles that only one run has"),
        (Change::New, counts.new, "new", "of articles that only b has"),
        (Change::Gone, counts.gone, "gone", "of articles that only a has"),
    ];
    let mut told = vec![format!("{} the same", number(counts.same))];
    told.extend(
        sorts
            .iter()
            .filter(|(_, count, ..)| *count > 0)
            .map(|(_, count, name, _)| format!("{} {name}", number(*count))),
    );
    page.paragraph(&told.join(" · "), 2, PLAIN)?;
    for (change, count, name, meaning) in sorts {
        if count == 0 {
            continue;
        }
        page.line(&[("  ", PLAIN), (name, BOLD), ("  ", PLAIN), (meaning, DIM)])?;
        let listed: Vec<_> =
            difference.event_changes.iter().filter(|listed| listed.change == change).collect();
        for (index, listed) in listed.iter().enumerate() {
            if index > 0 && !listed.a.is_empty() && !listed.b.is_empty() {
                page.line(&[])?;
            }
            heads(page, "a", &listed.a, listed.events_a)?;
            heads(page, "b", &listed.b, listed.events_b)?;
        }
        page.more(listed.len(), count, "change")?;
    }
    Ok(())
}

fn heads(page: &mut Page, side: &str, heads: &[EventHead], all: u64) -> io::Result<()> {
    for (index, event) in heads.iter().take(HEADS).enumerate() {
        let side = if index == 0 { side } else { " " };
        let label =
            event.label.as_deref().map_or_else(|| format!("an article alone ({})", clean(&event.id)), clean);
        page.line(&[
            (&format!("    {side} "), DIM),
            (&format!("{:>5}  ", number(event.size)), PLAIN),
            (&label, PLAIN),
        ])?;
    }
    let rest = all.saturating_sub(heads.len().min(HEADS) as u64);
    if rest == 0 { Ok(()) } else { page.line(&[(&format!("             … and {}", number(rest)), DIM)]) }
}

fn passages(page: &mut Page, difference: &Difference) -> io::Result<()> {
    let passages = &difference.passages;
    page.heading("Passages", "by their words")?;
    let mut told = vec![format!("{} in both", number(passages.common))];
    let also = [
        (passages.resized, "of these with more or fewer members"),
        (passages.other_kind, "of these of another kind"),
        (passages.new, "new"),
        (passages.gone, "gone"),
    ];
    told.extend(
        also.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {what}", number(*count))),
    );
    page.paragraph(&told.join(" · "), 2, PLAIN)?;
    let mut list = |name: &str, all: u64, examples: &[Passage]| -> io::Result<()> {
        if all == 0 || examples.is_empty() {
            return Ok(());
        }
        page.line(&[("  ", PLAIN), (name, BOLD)])?;
        for passage in examples {
            let text = passage.text.as_deref().map_or_else(|| clean(&passage.id), clean);
            page.line(&[
                (&format!("    {:>4}×  ", number(passage.size)), PLAIN),
                (&pad(&clean(&passage.kind), 11), ACCENT),
                (&text, PLAIN),
            ])?;
        }
        page.more(examples.len(), all, "passage")
    };
    list("new", passages.new, &passages.examples_new)?;
    list("gone", passages.gone, &passages.examples_gone)
}

//! The page of `retold eval`: scores, the same at other cuts, and where run and labels differ most.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, PLAIN, Page, View,
    cells::{self, clean, counted, number, pad},
};
use crate::report::evaluation::{Evaluation, Named, Pair, Sweep, Torn};

/// Parts of an event that are shown.
const PARTS: usize = 4;

/// Headlines that are shown of a part.
const HEADLINES: usize = 2;

/// Cells that the id of an article takes at most.
const WIDEST_ID: usize = 24;

/// Cells of the bar of a cut.
const BAR: usize = 8;

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(evaluation: &Evaluation, view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    agreement(&mut page, evaluation)?;
    if let Some(found) = &evaluation.sweep {
        sweep(&mut page, found)?;
    }
    torn(&mut page, &evaluation.split, SPLIT)?;
    torn(&mut page, &evaluation.mixed, MIXED)?;
    pairs(&mut page, evaluation.apart.as_deref().unwrap_or_default(), APART)?;
    pairs(&mut page, evaluation.together.as_deref().unwrap_or_default(), TOGETHER)?;
    if let Some(why) = &evaluation.no_scores {
        page.heading("Pairs of articles", "")?;
        page.paragraph(
            &format!("not shown, because their scores are not at hand: {}", clean(why)),
            2,
            CAUTION,
        )?;
    }
    Ok(())
}

fn agreement(page: &mut Page, evaluation: &Evaluation) -> io::Result<()> {
    let Evaluation { agreement: a, only_in_run, only_in_gold, .. } = evaluation;
    page.line(&[(&format!("{} scored", counted(a.articles, "article")), BOLD)])?;
    if only_in_run + only_in_gold > 0 {
        let labels = counted(*only_in_gold, "label");
        let left_out = format!(
            "left out: {} without a gold label, {labels} without an article",
            counted(*only_in_run, "article")
        );
        page.paragraph(&left_out, 0, DIM)?;
    }
    page.line(&[])?;
    page.line(&[("             precision     recall         F1", DIM)])?;
    for (name, scores) in [("BCubed", a.bcubed), ("pairwise", a.pairwise)] {
        let parts = format!("{name:<12} {:>9.4}  {:>9.4}  ", scores.precision, scores.recall);
        page.line(&[(&parts, PLAIN), (&format!("{:>9.4}", scores.f1), ACCENT)])?;
    }
    page.line(&[])?;
    page.line(&[("           homogeneity  completeness  V-measure", DIM)])?;
    let entropy =
        format!("{:<12} {:>9.4}  {:>12.4}  {:>9.4}", "entropy", a.homogeneity, a.completeness, a.v_measure);
    page.line(&[(&entropy, PLAIN)])?;
    page.line(&[])?;
    page.line(&[(&format!("adjusted Rand index {:.4}", a.adjusted_rand_index), PLAIN)])?;
    page.line(&[])?;
    page.line(&[("                gold      found", DIM)])?;
    let counts = [
        ("events", a.gold_events, a.found_events),
        ("singletons", a.gold_singletons, a.found_singletons),
        ("largest", a.gold_largest, a.found_largest),
    ];
    counts.iter().try_for_each(|(name, gold, found)| {
        page.line(&[(&format!("{name:<12} {:>7}  {:>9}", number(*gold), number(*found)), PLAIN)])
    })
}

fn sweep(page: &mut Page, sweep: &Sweep) -> io::Result<()> {
    let mean = |at: usize| f64::midpoint(sweep.points[at].bcubed.f1, sweep.points[at].pairwise.f1);
    let means = (0..sweep.points.len()).map(mean);
    let (low, high) = means.fold((1.0_f64, 0.0_f64), |(low, high), mean| (low.min(mean), high.max(mean)));
    page.heading("Over the cut", "* the best of its column")?;
    page.line(&[("                 BCubed              pairwise            mean of", DIM)])?;
    page.line(&[("   cut  events  prec. recall    F1  prec. recall    F1   both F1s", DIM)])?;
    for (at, point) in sweep.points.iter().enumerate() {
        let star = |best: Option<f64>| if best == Some(point.cut) { "*" } else { " " };
        let (is_run, is_default) = (point.cut == sweep.run_cut, point.cut == sweep.default_cut);
        let cut = format!("{:>6}", format!("{:0<4}", point.cut.to_string()));
        let (b, p) = (point.bcubed, point.pairwise);
        let share = if high > low { (mean(at) - low) / (high - low) } else { 1.0 };
        let filled = (share * BAR as f64).round() as usize;
        let bar = format!("{}{}", "━".repeat(filled), " ".repeat(BAR - filled));
        let name = match (is_run, is_default) {
            (true, true) => " run, default",
            (true, false) => " run",
            (false, true) => " default",
            (false, false) => "",
        };
        page.line(&[
            (&cut, if is_run { BOLD } else { PLAIN }),
            (&format!(" {:>7}", number(point.events)), DIM),
            (&format!("  {:.3} {:>6.3} ", b.precision, b.recall), PLAIN),
            (&format!("{:.3}{}", b.f1, star(sweep.best_bcubed)), ACCENT),
            (&format!(" {:.3} {:>6.3} ", p.precision, p.recall), PLAIN),
            (&format!("{:.3}{}  ", p.f1, star(sweep.best_pairwise)), ACCENT),
            (&bar, ACCENT),
            (star(sweep.best_mean), ACCENT),
            (name, BOLD),
        ])?;
    }
    let scale = format!("The bar begins at a mean of {low:.4} and is full at {high:.4}.");
    page.paragraph(&scale, 2, DIM)
}

/// How a list of events is told.
struct Told {
    title: &'static str,
    aside: &'static str,
    /// What the parts are.
    part: &'static str,
    /// What is wrong with pairs.
    wrong: &'static str,
    /// Which score suffers.
    score: &'static str,
}

const SPLIT: Told = Told {
    title: "Split most",
    aside: "gold events in several events of the run, by lost BCubed recall",
    part: "event",
    wrong: "parted",
    score: "recall",
};

const MIXED: Told = Told {
    title: "Mixed most",
    aside: "events of the run with several gold events, by lost BCubed precision",
    part: "gold event",
    wrong: "wrong",
    score: "precision",
};

fn torn(page: &mut Page, events: &[Torn], told: Told) -> io::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    page.heading(told.title, told.aside)?;
    for event in events {
        let parts = counted(event.parts.len() as u64, told.part);
        let cost = format!(
            "  {} in {parts} · {} {} · {} −{:.1} %",
            counted(event.size, "article"),
            counted(event.pairs, "pair"),
            told.wrong,
            told.score,
            100.0 * event.lost
        );
        let name = clean(event.event_id);
        if 2 + cells::width(&name) + cells::width(&cost) <= page.view.width {
            page.line(&[("  ", PLAIN), (&name, BOLD), (&cost, DIM)])?;
        } else {
            page.line(&[("  ", PLAIN), (&name, BOLD)])?;
            page.paragraph(cost.trim(), 4, DIM)?;
        }
        for part in event.parts.iter().take(PARTS) {
            let size = format!("{:>7}  ", number(part.articles.len() as u64));
            let id = format!("{}  ", pad(&clean(part.event_id), 15));
            let lines = [(size.as_str(), id.as_str())].into_iter().chain(std::iter::repeat(("", "")));
            for ((size, id), article) in lines.zip(part.articles.iter().take(HEADLINES)) {
                page.line(&[(&pad(size, 9), ACCENT), (&pad(id, 17), DIM), (&headline(article), PLAIN)])?;
            }
        }
        let hidden = event.parts.len().saturating_sub(PARTS) as u64;
        if hidden > 0 {
            page.line(&[(&format!("         … and {} more", counted(hidden, "part")), DIM)])?;
        }
    }
    Ok(())
}

const APART: (&str, &str) = ("Highest scores of pairs that gold keeps apart", "one pair of two gold events");
const TOGETHER: (&str, &str) =
    ("Lowest scores of pairs that gold holds together", "one pair of a gold event");

fn pairs(page: &mut Page, pairs: &[Pair], (title, aside): (&str, &str)) -> io::Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    page.heading(title, aside)?;
    let ids =
        pairs.iter().flat_map(|pair| [&pair.a, &pair.b]).map(|article| cells::width(article.article_id));
    let widest = ids.max().unwrap_or(0).min(WIDEST_ID);
    for pair in pairs {
        let score = format!("{:>8.4}  ", pair.score);
        let gold = if pair.gold_a == pair.gold_b {
            clean(pair.gold_a)
        } else {
            format!("{} / {}", clean(pair.gold_a), clean(pair.gold_b))
        };
        let joined = if pair.joined { "joined in the run" } else { "parted in the run" };
        for (score, article) in [(score.as_str(), &pair.a), ("          ", &pair.b)] {
            let id = format!("{}  ", pad(&clean(article.article_id), widest));
            page.line(&[(score, ACCENT), (&id, DIM), (&headline(article), PLAIN)])?;
        }
        page.line(&[("          ", PLAIN), (&format!("{gold} · {joined}"), DIM)])?;
    }
    Ok(())
}

fn headline(article: &Named) -> String {
    clean(article.title.unwrap_or("untitled"))
}

//! The page of `retold eval --calibrate`: which cut the labels ask for, and what was made of that.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, PLAIN, Page, View,
    cells::{clean, counted, number},
};
use crate::report::calibration::{Calibration, LabelKind};

/// Judgements below which the advice is mostly the default.
const FEW: u64 = 20;

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(calibration: &Calibration, view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    let head = format!("  {}", calibration.labels_in_words());
    page.line(&[(&clean(&calibration.labels), BOLD), (&head, PLAIN)])?;
    if calibration.left_out > 0 {
        let left_out = counted(calibration.left_out, "label");
        page.paragraph(&format!("{left_out} left out, of articles that are not in the run"), 0, DIM)?;
    }
    page.line(&[])?;
    let groups = calibration.kind == LabelKind::Groups;
    let columns = if groups { "   BCubed F1  pairwise F1      mean" } else { "    accuracy           F1" };
    page.line(&[(
        &format!(
            "                 cut   right of {:<8}{columns}",
            number(calibration.same + calibration.different)
        ),
        DIM,
    )])?;
    row(&mut page, calibration, "default", calibration.default_cut)?;
    if calibration.run_cut != calibration.default_cut {
        row(&mut page, calibration, "the run's", calibration.run_cut)?;
    }
    row(&mut page, calibration, "best by labels", calibration.best)?;
    row(&mut page, calibration, "advised", calibration.cut)?;
    page.line(&[])?;
    page.paragraph(&calibration.rule(), 0, DIM)?;
    if calibration.judgements < FEW {
        page.paragraph("So few labels say little; the cut stays near the default.", 0, CAUTION)?;
    }
    Ok(())
}

fn row(page: &mut Page, calibration: &Calibration, name: &str, cut: f64) -> io::Result<()> {
    let is_advised = name == "advised";
    let head = format!("{name:<14}  {cut:>4.2}");
    let style = if is_advised { BOLD } else { PLAIN };
    let Some(trial) = calibration.trial(cut) else {
        return page.line(&[(&head, style), ("   not among the cuts tried", DIM)]);
    };
    let scores = match trial.bcubed {
        Some(bcubed) => format!("{bcubed:>12.4}{:>13.4}{:>10.4}", trial.pairwise, trial.score),
        None => format!("{:>12.4}{:>13.4}", trial.score, trial.pairwise),
    };
    let right = format!("   {:<17}", number(trial.right));
    page.line(&[(&head, style), (&right, PLAIN), (&scores, if is_advised { ACCENT } else { PLAIN })])
}

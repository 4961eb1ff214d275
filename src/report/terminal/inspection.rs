//! The page of `retold inspect`: how a dump was understood.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, Hint, PLAIN, Page, View,
    cells::{clean, counted, cut, number, pad},
    next,
    sections::day,
};
use crate::report::inspection::{Inspection, Mapped, Share};

/// Cells of a field's name.
const FIELD: usize = 9;

/// Cells of a share, with the space behind it.
const PERCENT: usize = 9;

/// Columns and refusals that are named.
const NAMED: usize = 8;

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(inspection: &Inspection, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    header(&mut page, inspection)?;
    for field in ["title", "text", "date", "outlet", "url", "id", "lang", "byline"] {
        row(&mut page, inspection, field)?;
    }
    shares(&mut page, "outlets", &inspection.outlets)?;
    shares(&mut page, "languages", &inspection.languages)?;
    unused(&mut page, inspection)?;
    refused(&mut page, inspection)?;
    for warning in &inspection.warnings {
        page.paragraph(&clean(warning), 2, CAUTION)?;
    }
    next(&mut page, hints)
}

fn header(page: &mut Page, inspection: &Inspection) -> io::Result<()> {
    let files = inspection.files.len() as u64;
    let mut formats: Vec<&str> = inspection.files.iter().map(|file| file.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    let size = format!("{} · {}", counted(files, "file"), counted(inspection.records, "record"));
    let formats = format!(" · {}", formats.join(", "));
    let profile = inspection.profile.map_or(String::new(), |profile| format!(" · as of {profile}"));
    page.line(&[(&size, BOLD), (&formats, PLAIN), (&profile, ACCENT)])
}

fn row(page: &mut Page, inspection: &Inspection, field: &str) -> io::Result<()> {
    let mapped: Vec<&Mapped> = inspection.mapping.iter().filter(|mapped| mapped.field == field).collect();
    let coverage = inspection.coverage.iter().find(|coverage| coverage.field == field);
    let share = coverage.map_or(f64::from(u8::from(!mapped.is_empty())), |coverage| coverage.share);
    let style = if share < 0.5 && matches!(field, "text" | "date" | "outlet") { CAUTION } else { PLAIN };
    let several = mapped.len() > 1;
    let columns: Vec<String> = mapped
        .iter()
        .take(3)
        .map(|mapped| {
            let part = if several { format!(" {:.0} %", mapped.share * 100.0) } else { String::new() };
            format!("{}{part}", clean(&mapped.column))
        })
        .collect();
    let from = match (columns.is_empty(), field) {
        (true, "id") => "made from address or content".to_owned(),
        (true, _) if share > 0.0 => "found in the text".to_owned(),
        (true, _) => "nothing".to_owned(),
        (false, _) => columns.join(", "),
    };
    let percent = coverage.map_or(String::new(), |coverage| format!("{:5.1} %", coverage.share * 100.0));
    let from_width = page.view.width * 3 / 8;
    let note = note(inspection, field);
    let note = cut(&note, page.view.width.saturating_sub(FIELD + from_width + PERCENT + 5));
    page.line(&[
        ("  ", PLAIN),
        (&pad(field, FIELD), BOLD),
        ("← ", DIM),
        (&pad(&from, from_width), style),
        (&pad(&percent, PERCENT), style),
        (&note, DIM),
    ])
}

/// What else there is to say about a field, in a few words.
fn note(inspection: &Inspection, field: &str) -> String {
    match field {
        "text" => {
            let median = inspection.texts.median_words.map(|words| format!("median {} words", number(words)));
            let snippets = (inspection.texts.snippets > 0)
                .then(|| format!("{} only beginnings or summaries", number(inspection.texts.snippets)));
            [median, snippets].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        "date" => match (&inspection.dates.first, &inspection.dates.last) {
            (Some(first), Some(last)) => format!("{} … {}", day(first), day(last)),
            _ => String::new(),
        },
        "outlet" if inspection.outlet_count > 0 => format!("{} distinct", number(inspection.outlet_count)),
        _ => String::new(),
    }
}

fn shares(page: &mut Page, name: &str, shares: &[Share]) -> io::Result<()> {
    let named: Vec<String> = shares
        .iter()
        .take(5)
        .map(|share| {
            let name = share.name.as_deref().map_or_else(|| "not stated".to_owned(), clean);
            format!("{name} {}", number(share.articles))
        })
        .collect();
    if shares.iter().all(|share| share.name.is_none()) {
        return Ok(());
    }
    page.paragraph(&format!("{name}: {}", named.join(" · ")), 2, DIM)
}

fn unused(page: &mut Page, inspection: &Inspection) -> io::Result<()> {
    let unused = inspection.columns.iter().filter(|column| !column.is_used);
    let named: Vec<String> = unused
        .clone()
        .take(NAMED)
        .map(|column| format!("{} {:.0} %", clean(&column.column), column.share * 100.0))
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    let more = unused.count().saturating_sub(NAMED);
    let more = if more > 0 { format!(" · {more} more") } else { String::new() };
    page.paragraph(&format!("also saw: {}{more}", named.join(" · ")), 2, DIM)
}

fn refused(page: &mut Page, inspection: &Inspection) -> io::Result<()> {
    if inspection.rejected == 0 {
        return Ok(());
    }
    let share = inspection.rejected as f64 / inspection.records.max(1) as f64 * 100.0;
    let text = format!("  {} refused ({share:.2} %)", counted(inspection.rejected, "record"));
    page.line(&[(&text, CAUTION)])?;
    for reason in inspection.reasons.iter().take(NAMED) {
        let text = format!("{}×  {}:{}: {}", number(reason.records), reason.file, reason.row, reason.reason);
        page.paragraph(&clean(&text), 4, PLAIN)?;
    }
    Ok(())
}

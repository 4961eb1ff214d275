//! Which outlets carry the same passages: outlet by outlet, the more the darker.
//!
//! Shades are characters, so that the map can be read without colour, and their steps are those of a logarithm: a few pairs
//! share most, and in equal steps all others would look alike.

use std::{cmp::Reverse, collections::BTreeMap, io};

use super::{
    ACCENT, DIM, PLAIN, Page,
    cells::{self, clean, number, pad},
};
use crate::report::model::OutletPair;

/// Outlets at most; their columns fit beside names on 40 cells.
const OUTLETS: usize = 10;

/// From some to most.
const SHADES: [char; 4] = ['░', '▒', '▓', '█'];

/// Cells of a column: two are about a square.
const COLUMN: usize = 2;

/// Cells of the names at most.
const NAME: usize = 40;

/// Writes the section; without passages that outlets share there is none.
pub(super) fn section(page: &mut Page, pairs: &[OutletPair]) -> io::Result<()> {
    let outlets = most_sharing(pairs);
    let shown = &outlets[..outlets.len().min(OUTLETS)];
    let between = matrix(shown, pairs);
    let most = between.iter().flatten().copied().max().unwrap_or(0);
    if most == 0 {
        return Ok(());
    }
    let steps = steps(most);
    page.heading("Who shares with whom", "passages in both")?;
    let room = page.view.width.saturating_sub(2 + 3 + COLUMN * shown.len());
    let widest = shown.iter().map(|outlet| cells::width(&clean(outlet))).max().unwrap_or(0);
    let name_width = room.min(NAME).min(widest.max(1));
    let columns: String = (0..shown.len()).map(|column| pad(&letter(column).to_string(), COLUMN)).collect();
    page.line(&[(&" ".repeat(2 + 2 + name_width + 1), PLAIN), (&columns, DIM)])?;
    for (row, (outlet, shared)) in shown.iter().zip(&between).enumerate() {
        let cells = shared.iter().enumerate().map(|(column, &passages)| {
            let cell = if column == row { '·' } else { shade(passages, &steps) };
            cell.to_string().repeat(COLUMN)
        });
        page.line(&[
            ("  ", PLAIN),
            (&letter(row).to_string(), DIM),
            (" ", PLAIN),
            (&pad(&clean(outlet), name_width), PLAIN),
            (" ", PLAIN),
            (&cells.collect::<String>(), ACCENT),
        ])?;
    }
    legend(page, &steps)?;
    page.more(shown.len(), outlets.len() as u64, "outlet")
}

/// Outlets by the number of passages that they share with others, most first, then by name.
fn most_sharing<'a>(pairs: &[OutletPair<'a>]) -> Vec<&'a str> {
    let mut shared: BTreeMap<&str, u64> = BTreeMap::new();
    for pair in pairs {
        *shared.entry(pair.a).or_default() += pair.passages;
        *shared.entry(pair.b).or_default() += pair.passages;
    }
    let mut outlets: Vec<(&str, u64)> = shared.into_iter().collect();
    outlets.sort_by_key(|&(name, shared)| (Reverse(shared), name));
    outlets.into_iter().map(|(name, _)| name).collect()
}

/// Passages that the outlets share with one another.
fn matrix(outlets: &[&str], pairs: &[OutletPair]) -> Vec<Vec<u64>> {
    let mut shared = vec![vec![0; outlets.len()]; outlets.len()];
    let position = |name: &str| outlets.iter().position(|outlet| *outlet == name);
    for pair in pairs {
        if let (Some(a), Some(b)) = (position(pair.a), position(pair.b)) {
            shared[a][b] = pair.passages;
            shared[b][a] = pair.passages;
        }
    }
    shared
}

fn letter(index: usize) -> char {
    u8::try_from(index).ok().and_then(|index| b'A'.checked_add(index)).map_or('?', char::from)
}

/// Shades with the highest number of passages that each stands for, lightest first.
fn steps(most: u64) -> Vec<(char, u64)> {
    let all = SHADES.len() as u64;
    if most <= all {
        // As many shades as there are numbers, and the most always is the darkest.
        let skipped = usize::try_from(all - most).unwrap_or(0);
        return SHADES.into_iter().skip(skipped).zip(1..).collect();
    }
    let tops = SHADES.into_iter().zip(1_u32..).map(|(shade, step)| {
        let top = (most as f64).powf(f64::from(step) / all as f64);
        // A root that is whole may come out a little above itself.
        (shade, if u64::from(step) == all { most } else { (top - 1e-9).ceil() as u64 })
    });
    tops.collect()
}

fn shade(passages: u64, steps: &[(char, u64)]) -> char {
    if passages == 0 {
        return ' ';
    }
    steps.iter().find(|&&(_, top)| passages <= top).map_or(' ', |&(shade, _)| shade)
}

/// What the shades stand for, broken between them only.
fn legend(page: &mut Page, steps: &[(char, u64)]) -> io::Result<()> {
    let mut parts = Vec::new();
    let mut bottom = 1;
    for &(shade, top) in steps {
        let range = if bottom == top { number(top) } else { format!("{}–{}", number(bottom), number(top)) };
        parts.push(format!("{shade}{shade} {range}"));
        bottom = top.saturating_add(1);
    }
    parts.push("blank none".to_owned());
    parts.push("letters name the rows".to_owned());
    let mut line = "  passages:".to_owned();
    for part in parts {
        if cells::width(&line) + 2 + cells::width(&part) > page.view.width {
            page.line(&[(&line, DIM)])?;
            line.clear();
        }
        line.push_str("  ");
        line.push_str(&part);
    }
    page.line(&[(&line, DIM)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::terminal::View;

    fn pair<'a>(a: &'a str, b: &'a str, passages: u64) -> OutletPair<'a> {
        OutletPair { a, b, passages, articles: 0, first_a: 0, first_b: 0, ties: 0, words: 0 }
    }

    fn drawn(pairs: &[OutletPair], width: usize) -> String {
        let mut out = Vec::new();
        section(&mut Page { out: &mut out, view: View::new(width, false) }, pairs).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_number_has_one_shade_and_the_most_the_darkest() {
        assert_eq!(steps(1), [('█', 1)]);
        assert_eq!(steps(3), [('▒', 1), ('▓', 2), ('█', 3)]);
        assert_eq!(steps(16), [('░', 2), ('▒', 4), ('▓', 8), ('█', 16)]);
        for most in 1..2000 {
            let steps = steps(most);
            assert!(steps.windows(2).all(|pair| pair[0].1 < pair[1].1), "{steps:?}");
            assert_eq!(steps.last(), Some(&('█', most)));
            assert!((1..=most).all(|passages| shade(passages, &steps) != ' '));
        }
        assert_eq!(shade(0, &steps(16)), ' ');
        assert_eq!(steps(u64::MAX).len(), 4);
    }

    #[test]
    fn the_map_is_the_same_from_both_sides() {
        let map = drawn(&[pair("Post", "Wire", 9), pair("Gazette", "Wire", 1)], 80);
        assert_eq!(
            map,
            "\nWho shares with whom  passages in both\n\
             \x20           A B C\n\
             \x20 A Wire    ··██░░\n\
             \x20 B Post    ██··\n\
             \x20 C Gazette ░░  ··\n\
             \x20 passages:  ░░ 1–2  ▒▒ 3  ▓▓ 4–6  ██ 7–9  blank none  letters name the rows\n"
        );
        assert_eq!(drawn(&[], 80), "");
    }

    #[test]
    fn hostile_names_stay_in_their_column() {
        let names = [
            "\u{1b}[31mWire\u{7}",
            "東京新聞デジタル版の長い名前",
            "صحيفة\u{202e} الاختبار",
            "e\u{301}e\u{301}e\u{301}",
            "\u{200b}",
        ];
        let mut more: Vec<String> = (0..20).map(|n| format!("Outlet number {n} with a long name")).collect();
        more.extend(names.map(str::to_owned));
        let pairs: Vec<OutletPair> =
            more.iter().zip(&more[1..]).map(|(a, b)| pair(a, b, 1_000_000)).collect();
        for width in [40, 57, 80, 120] {
            let map = drawn(&pairs, width);
            assert!(!map.contains('\u{1b}') && !map.contains('\u{202e}'));
            for line in map.lines() {
                assert!(cells::width(line) <= width, "{width}: {line}");
            }
            assert!(map.contains("… and 15 more outlets"), "{map}");
        }
    }
}

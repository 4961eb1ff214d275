//! Words that describe an event and tell it from those beside it.
//!
//! A term weighs `u · √c · u / (u + v)`: `u` is its mean tf·idf weight over the members read, `c` the share of them that
//! have it (so that what one article dwells on does not speak for all), `v` the mean of `u` over the nearest other
//! events, each weighted by its mean score with this one. What the neighbours say as much counts half, what they do not
//! say counts whole. Names, known by their capital, weigh a sixth more, so that they come first where about equal.
//! Left out are numbers, single letters, names of the event's outlets, and terms of which another form is in the list ([`same_word`]). Two
//! words are one keyword, `Kaci Hickox`, when half of the articles that have the rarer one have the pair as a name, which
//! are a quarter of those that have the other one, and two articles or more.
//! A term is shown in the form that weighs most; where words are not parted by spaces forms are phrases that contain each
//! other, and the longest one counts that half of the uses contain.
//! Cost: a pass over the profiles of the members read, and a merge of lists for each neighbour.

use super::{
    Relations,
    profiles::{Entry, Profiles},
};
use crate::{text::scripts::is_spaceless, units::ArticleId};

/// Words that describe an event.
pub(super) const KEYWORDS: usize = 8;

/// Members whose words are looked at; more change nothing in the first eight.
const READ: usize = 40;

/// What a name weighs beside another word.
const NAME: f64 = 1.15;

/// Letters that two forms of one word begin with at least.
const STEM: usize = 4;

/// What an event makes of a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// The term.
    term: u32,
    /// Its mean weight over the members read.
    weight: f32,
    /// Number of them that have it.
    carriers: u32,
    /// How it is written.
    form: u32,
}

/// The terms of an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Card {
    /// Ascending by term; names and pairs of names last.
    uses: Vec<Use>,
    read: usize,
}

/// What the members of an event, whole copies aside, use.
pub(super) fn card(relations: &Relations, members: &[ArticleId]) -> Card {
    let profiles = &relations.profiles;
    let read = members.len().min(READ);
    let mut entries: Vec<Entry> = members[..read].iter().flat_map(|&id| profiles.of(id)).copied().collect();
    // A stable sort keeps the order of the members within a form, so sums are the same every time.
    entries.sort_by_key(|entry| entry.form);
    let uses = entries.chunk_by(|x, y| profiles.term(*x) == profiles.term(*y)).map(|entries| Use {
        term: profiles.term(entries[0]),
        weight: (sum(entries) / read as f64) as f32,
        carriers: entries.len() as u32,
        form: form(profiles, entries),
    });
    Card { uses: uses.collect(), read }
}

fn sum(entries: &[Entry]) -> f64 {
    entries.iter().map(|entry| f64::from(entry.tfidf())).sum()
}

/// The form to show for a term.
fn form(profiles: &Profiles, entries: &[Entry]) -> u32 {
    let forms: Vec<(f64, u32)> =
        entries.chunk_by(|x, y| x.form == y.form).map(|uses| (sum(uses), uses[0].form)).collect();
    let text = |form: u32| profiles.form(form);
    let best = if forms.len() > 1 && text(forms[0].1).chars().all(is_spaceless) {
        let votes = |&(_, form): &(f64, u32)| -> f64 {
            forms.iter().filter(|other| text(other.1).contains(text(form))).map(|other| other.0).sum()
        };
        let half = sum(entries) / 2.0;
        let long = forms.iter().filter(|form| votes(form) >= half);
        long.max_by(|x, y| {
            let length = |form: u32| text(form).chars().count();
            length(x.1).cmp(&length(y.1)).then(votes(x).total_cmp(&votes(y))).then(y.1.cmp(&x.1))
        })
    } else {
        None
    };
    let best = best.or_else(|| forms.iter().max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))));
    best.map_or(0, |best| best.1)
}

/// The keywords of an event, strongest first; `near` are its neighbours with their mean scores, `is_outlet` tells names
/// of its outlets.
pub(super) fn choose(
    profiles: &Profiles,
    own: &Card,
    near: &[(&Card, f64)],
    is_outlet: impl Fn(&str) -> bool,
) -> Vec<String> {
    let beside = beside(own, near);
    let mut ranked: Vec<(f64, &Use)> = own
        .uses
        .iter()
        .zip(&beside)
        .filter(|(term, _)| !profiles.is_name(term.term))
        .map(|(term, &other)| {
            let weight = f64::from(term.weight);
            let shared = (f64::from(term.carriers) / own.read as f64).sqrt();
            let is_name = profiles.form(term.form).starts_with(char::is_uppercase);
            let weight = weight * shared * (weight / (weight + other).max(f64::MIN_POSITIVE));
            (if is_name { weight * NAME } else { weight }, term)
        })
        .collect();
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.form.cmp(&y.1.form)));
    let mut kept: Vec<(&str, u32)> = Vec::new();
    for (_, term) in ranked {
        let word = profiles.form(term.form);
        // Numbers, and single letters, are no words.
        let is_no_word = word.starts_with(char::is_numeric)
            || word.chars().nth(1).is_none()
            || !word.chars().any(char::is_alphabetic);
        if is_no_word || is_outlet(word) || kept.iter().any(|(other, _)| same_word(word, other)) {
            continue;
        }
        kept.push((word, term.carriers));
        // As many again, because pairs make one of two.
        if kept.len() == 2 * KEYWORDS {
            break;
        }
    }
    let mut words = pairs(profiles, own, &kept);
    words.truncate(KEYWORDS);
    words
}

/// For each term of an event what its neighbours make of it.
fn beside(own: &Card, near: &[(&Card, f64)]) -> Vec<f64> {
    let mut beside = vec![0.0; own.uses.len()];
    let total: f64 = near.iter().map(|near| near.1).sum();
    for (card, score) in near {
        let mut at = 0;
        for (term, sum) in own.uses.iter().zip(&mut beside) {
            at += card.uses[at..].partition_point(|other| other.term < term.term);
            if let Some(other) = card.uses.get(at).filter(|other| other.term == term.term) {
                *sum += score / total * f64::from(other.weight);
            }
        }
    }
    beside
}

/// The words with those joined that are one name.
fn pairs(profiles: &Profiles, own: &Card, words: &[(&str, u32)]) -> Vec<String> {
    let place = |word: &str| words.iter().position(|(other, _)| other.eq_ignore_ascii_case(word));
    let mut shown: Vec<Option<String>> = words.iter().map(|(word, _)| Some((*word).to_owned())).collect();
    let mut joined = vec![false; words.len()];
    let mut names: Vec<&Use> = own.uses.iter().filter(|term| profiles.is_name(term.term)).collect();
    names.sort_by(|x, y| {
        y.carriers.cmp(&x.carriers).then(y.weight.total_cmp(&x.weight)).then(x.form.cmp(&y.form))
    });
    for name in names {
        let Some((first, second)) = profiles.form(name.form).split_once(' ') else { continue };
        if let (Some(i), Some(j)) = (place(first), place(second))
            && i != j
            && !joined[i]
            && !joined[j]
            && name.carriers as usize >= own.read.min(2)
            && 2 * name.carriers >= words[i].1.min(words[j].1)
            && 4 * name.carriers >= words[i].1.max(words[j].1)
        {
            (joined[i], joined[j]) = (true, true);
            shown[i.max(j)] = None;
            shown[i.min(j)] = Some(format!("{} {}", words[i].0, words[j].0));
        }
    }
    shown.into_iter().flatten().collect()
}

/// Whether two words are forms of one: they begin alike for two thirds of the longer one, or the longer one has up to
/// three letters more. Where words are not parted by spaces: one contains the other, or what they share is as long as a
/// word, and two thirds of the shorter one.
pub(super) fn same_word(x: &str, y: &str) -> bool {
    let (x, y) = (x.to_lowercase(), y.to_lowercase());
    let (x, y): (Vec<char>, Vec<char>) = (x.chars().collect(), y.chars().collect());
    let (shorter, longer) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let long_enough = |alike: usize, of: usize| alike >= STEM && 3 * alike >= 2 * of;
    if shorter.iter().chain(&longer).copied().any(is_spaceless) {
        let shared = longest_shared(&shorter, &longer);
        return shared == shorter.len() || long_enough(shared, shorter.len());
    }
    let alike = shorter.iter().zip(&longer).take_while(|(a, b)| a == b).count();
    let is_start = alike == shorter.len() && longer.len() - alike <= 3;
    (is_start && (alike >= STEM || longer.len() == alike)) || long_enough(alike, longer.len())
}

/// Length of the longest run of letters that stands in both.
fn longest_shared(x: &[char], y: &[char]) -> usize {
    let run = |i: usize, j: usize| x[i..].iter().zip(&y[j..]).take_while(|(a, b)| a == b).count();
    (0..x.len()).flat_map(|i| (0..y.len()).map(move |j| (i, j))).map(|(i, j)| run(i, j)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::profiles::Strings;

    /// Terms 0, 1, … with one form each; those from `names` on are names.
    fn profiles(forms: &[&str], names: u32) -> Profiles {
        let mut strings = Strings::default();
        for form in forms {
            strings.buffer.push_str(form);
            strings.ends.push(strings.buffer.len() as u32);
        }
        let term_of = (0..forms.len() as u32).collect();
        Profiles { term_of, forms: strings, n_text_terms: names, ..Profiles::default() }
    }

    fn given(uses: &[(u32, f32, u32)]) -> Card {
        let uses = uses.iter().map(|&(term, weight, carriers)| Use { term, weight, carriers, form: term });
        Card { uses: uses.collect(), read: 4 }
    }

    #[test]
    fn what_neighbours_say_too_counts_half() {
        let profiles = profiles(&["ebola", "quarantine", "nurse"], 3);
        let own = given(&[(0, 6.0, 4), (1, 4.0, 4), (2, 2.0, 4)]);
        assert_eq!(choose(&profiles, &own, &[], |_| false), ["ebola", "quarantine", "nurse"]);
        // 6 · 6/(6+6) = 3 falls below 4; a second neighbour that weighs a third says nothing of it.
        let same = given(&[(0, 6.0, 4)]);
        assert_eq!(choose(&profiles, &own, &[(&same, 0.3)], |_| false)[0], "quarantine");
        let other = given(&[(1, 24.0, 4)]);
        let near = [(&same, 0.1), (&other, 0.3)];
        let beside = beside(&own, &near);
        assert!((beside[0] - 1.5).abs() < 1e-9 && (beside[1] - 18.0).abs() < 1e-9 && beside[2] == 0.0);
        assert_eq!(choose(&profiles, &own, &near, |_| false), ["ebola", "nurse", "quarantine"]);
    }

    #[test]
    fn one_form_of_each_word_no_numbers_no_outlets_and_names_first() {
        let forms =
            ["Cuba", "Cuban", "1,200", "Post", "embargo", "Gross", "Alan", "Gross Alan", "Alan Gross"];
        let profiles = profiles(&forms, 7);
        let own = given(&[
            (0, 5.0, 4),
            (1, 4.9, 4),
            (2, 9.0, 4),
            (3, 9.0, 4),
            (4, 2.1, 4),
            (5, 2.0, 4),
            (6, 1.0, 3),
            (7, 1.0, 1),
            (8, 1.0, 2),
        ]);
        assert_eq!(choose(&profiles, &own, &[], |word| word == "Post"), ["Cuba", "Alan Gross", "embargo"]);
        // Two of four articles have it: √½ of 2.9 is less than 2.1.
        let rare = given(&[(4, 2.1, 4), (1, 2.5, 2)]);
        assert_eq!(choose(&profiles, &rare, &[], |_| false), ["embargo", "Cuban"]);
    }

    #[test]
    fn words_and_their_forms() {
        for (x, y) in [
            ("Iran", "Iranian"),
            ("prison", "prisoner"),
            ("ยผู้โด", "ผู้โดยสาร"),
            ("玛维拉", "玛维拉号"),
            ("Cuba", "cuba"),
        ] {
            assert!(same_word(x, y), "{x} {y}");
        }
        for (x, y) in [
            ("Johnson", "Johnston"),
            ("war", "ward"),
            ("玛维", "维拉"),
            ("中国政府", "美国政府"),
            ("Ford", "Fordham's"),
            ("Manchester", "Manhattan"),
        ] {
            assert!(!same_word(x, y), "{x} {y}");
        }
    }

    #[test]
    fn the_longest_phrase_that_half_of_the_uses_contain() {
        let mut profiles = profiles(&["玛维", "玛维拉", "玛维拉号"], 3);
        profiles.term_of = vec![0, 0, 0];
        let entry = |form| Entry { form, weight: 0, tfidf: 256 };
        assert_eq!(form(&profiles, &[0, 1, 1, 2].map(entry)), 1);
        assert_eq!(form(&profiles, &[0, 1, 2, 2].map(entry)), 2);
        assert_eq!(form(&profiles, &[0, 0, 0, 2].map(entry)), 0);
    }
}

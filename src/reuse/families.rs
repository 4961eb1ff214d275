//! Pairs of classes to families of reused text, each around one representative.
//!
//! A class joins a family only when it matches the *representative* by the definition, never because it matches another
//! member: connected components chain (one crawl ended with 859,091 documents in one cluster). Representatives are the
//! classes whose matches reach most paragraphs, ties to the earliest; links between other members remain in the list of
//! pairs as evidence. Cost: one sort of the classes that have a match, and one look at every pair.

use super::{classes::Classes, links::ClassPair};

/// A representative class and the classes that match it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Star {
    /// The class all others match.
    pub representative: u32,
    /// Indices into the list of pairs, one for each further class, in class order.
    pub pairs: Vec<u32>,
}

/// A class that may represent a family, with its links as (class, index of the pair).
struct Reach<'a> {
    paragraphs: u64,
    class: u32,
    links: &'a [(u32, u32)],
}

/// Groups classes around representatives. Classes of one family each: every class with a match, and every class with
/// members of its own in several articles (`repeated`), is in exactly one star.
#[must_use]
pub fn stars(classes: &Classes, pairs: &[ClassPair], repeated: &[bool]) -> Vec<Star> {
    let mut degree: Vec<(u32, u32)> = Vec::with_capacity(pairs.len() * 2);
    for (index, pair) in pairs.iter().enumerate() {
        degree.push((pair.a, index as u32));
        degree.push((pair.b, index as u32));
    }
    degree.sort_unstable();
    let links: Vec<&[(u32, u32)]> = degree.chunk_by(|x, y| x.0 == y.0).collect();
    let other = |class: u32, pair: u32| {
        let pair = pairs[pair as usize];
        if pair.a == class { pair.b } else { pair.a }
    };
    // Reach of a class in paragraphs; classes without a match come in with their own members only.
    // Reach of a class in paragraphs; classes without a match come in with their own members only.
    let mut order: Vec<Reach> = links
        .iter()
        .map(|links| {
            let class = links[0].0;
            let others =
                links.iter().map(|&(_, pair)| u64::from(classes.classes[other(class, pair) as usize].size));
            Reach {
                paragraphs: u64::from(classes.classes[class as usize].size) + others.sum::<u64>(),
                class,
                links,
            }
        })
        .collect();
    order.sort_unstable_by_key(|reach| (std::cmp::Reverse(reach.paragraphs), reach.class));

    let mut taken = vec![false; classes.len()];
    let mut stars = Vec::new();
    for Reach { class, links, .. } in order {
        if taken[class as usize] {
            continue;
        }
        taken[class as usize] = true;
        let joined: Vec<u32> = links
            .iter()
            .map(|&(_, pair)| pair)
            .filter(|&pair| !std::mem::replace(&mut taken[other(class, pair) as usize], true))
            .collect();
        if !joined.is_empty() || repeated[class as usize] {
            stars.push(Star { representative: class, pairs: joined });
        }
    }
    for (class, &repeated) in repeated.iter().enumerate() {
        if repeated && !taken[class] {
            stars.push(Star { representative: class as u32, pairs: Vec::new() });
        }
    }
    stars.sort_unstable_by_key(|star| star.representative);
    stars
}

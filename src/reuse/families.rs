//! Pairs of classes to families of reused text, each around one representative.
//!
//! A class joins a family only when it matches the *representative* by the definition, never because it matches another
//! member: connected components chain (one crawl ended with 859,091 documents in one cluster). Representatives are the
//! classes whose matches reach most paragraphs, ties to the earliest. A class all of whose matches are members of other
//! families is not lost: it forms a further family around the one of them that reaches most. So every class with a match
//! is in a family, some are in two, and the ends of a chain a ~ b ~ c ~ d are in none together.
//! Cost: one sort of the classes that have a match, and one look at every pair.

use rayon::prelude::*;

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

/// Groups classes around representatives. Every class with a match, and every class with members of its own in several
/// articles (`repeated`), is in a star; no class represents two.
#[must_use]
pub fn stars(classes: &Classes, pairs: &[ClassPair], repeated: &[bool]) -> Vec<Star> {
    let mut degree: Vec<(u32, u32)> = Vec::with_capacity(pairs.len() * 2);
    for (index, pair) in pairs.iter().enumerate() {
        degree.push((pair.a, index as u32));
        degree.push((pair.b, index as u32));
    }
    degree.par_sort_unstable();
    let links: Vec<&[(u32, u32)]> = degree.chunk_by(|x, y| x.0 == y.0).collect();
    let other = |class: u32, pair: u32| {
        let pair = pairs[pair as usize];
        if pair.a == class { pair.b } else { pair.a }
    };
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
    order.par_sort_unstable_by_key(|reach| (std::cmp::Reverse(reach.paragraphs), reach.class));
    let mut rank = vec![u32::MAX; classes.len()];
    order.iter().enumerate().for_each(|(place, reach)| rank[reach.class as usize] = place as u32);

    let mut taken = vec![false; classes.len()];
    let mut stars = Vec::new();
    let mut left: Vec<(u32, u32)> = Vec::new();
    for &Reach { class, links, .. } in &order {
        if taken[class as usize] {
            continue;
        }
        taken[class as usize] = true;
        let joined: Vec<u32> = links
            .iter()
            .map(|&(_, pair)| pair)
            .filter(|&pair| !std::mem::replace(&mut taken[other(class, pair) as usize], true))
            .collect();
        if joined.is_empty() {
            // All its matches are taken, none of them by itself: it is nobody's representative yet.
            let nearest =
                links.iter().map(|&(_, pair)| pair).min_by_key(|&pair| rank[other(class, pair) as usize]);
            left.extend(nearest.map(|pair| (other(class, pair), pair)));
        } else {
            stars.push(Star { representative: class, pairs: joined });
        }
    }
    left.sort_unstable();
    stars.extend(left.chunk_by(|x, y| x.0 == y.0).map(|around| Star {
        representative: around[0].0,
        pairs: around.iter().map(|&(_, pair)| pair).collect(),
    }));
    for (class, &repeated) in repeated.iter().enumerate() {
        if repeated && !taken[class] {
            stars.push(Star { representative: class as u32, pairs: Vec::new() });
        }
    }
    stars.sort_unstable_by_key(|star| star.representative);
    stars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reuse::classes::Class, units::ParagraphId};

    fn stars_of(n_classes: u32, pairs: &[(u32, u32)]) -> Vec<(u32, Vec<(u32, u32)>)> {
        let class = |first| Class { first: ParagraphId(first), size: 1, n_words: 20 };
        let mut classes = Classes::default();
        classes.classes = (0..n_classes).map(class).collect();
        let pairs: Vec<ClassPair> = pairs.iter().map(|&(a, b)| ClassPair { a, b, jaccard: 0.5 }).collect();
        let repeated = vec![false; n_classes as usize];
        let sides = |star: &Star| {
            star.pairs.iter().map(|&pair| (pairs[pair as usize].a, pairs[pair as usize].b)).collect()
        };
        stars(&classes, &pairs, &repeated).iter().map(|star| (star.representative, sides(star))).collect()
    }

    #[test]
    fn the_ends_of_a_chain_do_not_meet() {
        let chain: Vec<(u32, u32)> = (0..5).map(|class| (class, class + 1)).collect();
        assert_eq!(stars_of(6, &chain), [(1, vec![(0, 1), (1, 2)]), (3, vec![(3, 4)]), (4, vec![(4, 5)])]);
    }

    #[test]
    fn what_matches_members_only_is_in_a_family_too() {
        // 0 and 1 match each other and three more; 5 and 6 match 1 only, which 0 has taken.
        let pairs = [(0, 1), (0, 2), (0, 3), (0, 4), (1, 5), (1, 6)];
        let around_zero = vec![(0, 1), (0, 2), (0, 3), (0, 4)];
        assert_eq!(stars_of(7, &pairs), [(0, around_zero), (1, vec![(1, 5), (1, 6)])]);
    }
}

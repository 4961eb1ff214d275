//! Average linkage: two groups are one event while the mean score over all their pairs reaches the cut.
//!
//! Blocks of up to [`DENSE_LIMIT`] nodes go to `linfa-hierarchical` as a dense matrix. It measures distance as −ln of a
//! kernel, so the kernel is `exp(score − 1)` and the distance exactly `1 − score`. It numbers its clusters in hash order,
//! so labels are renumbered by their smallest member. Larger blocks are linked on the graph: missing pairs score 0, so
//! the sum over present edges is the sum over all pairs, and a heap of group pairs gives the same merges in
//! O(e log e) time and linear memory; a test holds both to the same result.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use linfa::traits::Transformer;
use linfa_hierarchical::{HierarchicalCluster, Method};
use linfa_kernel::{Kernel, KernelInner, KernelMethod};
use ndarray::Array2;
use rayon::prelude::*;

use super::{Edge, blocks};
use crate::units::ArticleId;

/// Nodes up to which a block is linked on a matrix: 2,000 take 48 MB and a tenth of a second.
pub const DENSE_LIMIT: usize = 2_000;

/// Per node the number of its group; groups are numbered by their smallest node.
#[must_use]
pub fn cluster(n_nodes: usize, edges: &[Edge], cut: f32) -> Vec<usize> {
    let blocks = blocks::find(n_nodes, edges, cut);
    let mut block_of = vec![u32::MAX; n_nodes];
    for (number, block) in blocks.iter().enumerate() {
        for &node in block {
            block_of[node as usize] = number as u32;
        }
    }
    let mut inside: Vec<Vec<Edge>> = vec![Vec::new(); blocks.len()];
    for edge in edges {
        let block = block_of[edge.a.index()];
        if block != u32::MAX && block == block_of[edge.b.index()] {
            inside[block as usize].push(*edge);
        }
    }
    let labels: Vec<Vec<usize>> = blocks
        .par_iter()
        .zip(&inside)
        .map(|(block, edges)| {
            let local = |id: ArticleId| block.binary_search(&id.0).unwrap_or(0) as u32;
            let edges: Vec<Edge> = edges
                .iter()
                .map(|edge| Edge { a: ArticleId(local(edge.a)), b: ArticleId(local(edge.b)), ..*edge })
                .collect();
            if block.len() <= DENSE_LIMIT {
                dense(block.len(), &edges, cut)
            } else {
                sparse(block.len(), &edges, cut)
            }
        })
        .collect();
    // Singletons first get labels of their own; then all are numbered by first node.
    let mut group: Vec<(u32, usize)> = block_of.iter().enumerate().map(|(node, &b)| (b, node)).collect();
    for (block, labels) in blocks.iter().zip(&labels) {
        for (&node, &label) in block.iter().zip(labels) {
            group[node as usize].1 = label;
        }
    }
    renumber(&group)
}

/// Numbers groups by their first member.
fn renumber<K: Ord + Copy>(keys: &[K]) -> Vec<usize> {
    let mut first: std::collections::BTreeMap<K, usize> = std::collections::BTreeMap::new();
    keys.iter()
        .map(|&key| {
            let next = first.len();
            *first.entry(key).or_insert(next)
        })
        .collect()
}

/// Groups of a block by `linfa-hierarchical`.
fn dense(n_nodes: usize, edges: &[Edge], cut: f32) -> Vec<usize> {
    let mut kernel = Array2::from_elem((n_nodes, n_nodes), (-1.0_f64).exp());
    for edge in edges {
        let value = (f64::from(edge.score) - 1.0).exp();
        kernel[[edge.a.index(), edge.b.index()]] = value;
        kernel[[edge.b.index(), edge.a.index()]] = value;
    }
    for node in 0..n_nodes {
        kernel[[node, node]] = 1.0;
    }
    let kernel = Kernel { inner: KernelInner::Dense(kernel), method: KernelMethod::Linear };
    // linfa merges while the distance is below the limit; a mean exactly at the cut still joins.
    let linked = HierarchicalCluster::default()
        .with_method(Method::Average)
        .max_distance(1.0 - f64::from(cut) + 1e-9)
        .transform(kernel);
    match linked {
        Ok(linked) => renumber(linked.targets()),
        // Only an invalid limit can fail, and the cut is checked; without linkage every node stands alone.
        Err(_) => (0..n_nodes).collect(),
    }
}

/// A pair of groups that might merge next: highest mean first, then smallest numbers.
#[derive(PartialEq)]
struct Merge {
    mean: f64,
    groups: Reverse<(u32, u32)>,
}

impl Eq for Merge {}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then(self.groups.cmp(&other.groups))
    }
}

/// Groups of a block, linked on the graph.
fn sparse(n_nodes: usize, edges: &[Edge], cut: f32) -> Vec<usize> {
    let edges: Vec<(u32, u32, f64)> =
        edges.iter().map(|edge| (edge.a.0, edge.b.0, f64::from(edge.score))).collect();
    link(&vec![1.0; n_nodes], &edges, f64::from(cut))
}

/// Average linkage on a graph: `sizes` are the weights of the nodes, an edge carries the *sum* of scores between two
/// nodes, absent edges a sum of 0. Groups are numbered by their smallest node.
#[must_use]
pub fn link(sizes: &[f64], edges: &[(u32, u32, f64)], cut: f64) -> Vec<usize> {
    let n_nodes = sizes.len();
    let mut sizes = sizes.to_vec();
    // Neighbour lists with sums, ascending; groups that were merged away stay in them and are stepped over.
    let mut neighbours: Vec<Vec<(u32, f64)>> = vec![Vec::new(); n_nodes];
    for &(a, b, sum) in edges {
        neighbours[a as usize].push((b, sum));
        neighbours[b as usize].push((a, sum));
    }
    for list in &mut neighbours {
        list.sort_unstable_by_key(|&(node, _)| node);
    }
    let mut parent: Vec<u32> = (0..n_nodes as u32).collect();
    let mut alive = vec![true; n_nodes];
    let mut heap: BinaryHeap<Merge> = edges
        .iter()
        .map(|&(a, b, sum)| Merge {
            mean: sum / (sizes[a as usize] * sizes[b as usize]),
            groups: Reverse((a.min(b), a.max(b))),
        })
        .filter(|merge| merge.mean >= cut - 1e-9)
        .collect();
    while let Some(Merge { groups: Reverse((a, b)), .. }) = heap.pop() {
        if !(alive[a as usize] && alive[b as usize]) {
            continue;
        }
        let group = sizes.len() as u32;
        alive[a as usize] = false;
        alive[b as usize] = false;
        let size = sizes[a as usize] + sizes[b as usize];
        sizes.push(size);
        alive.push(true);
        parent[a as usize] = group;
        parent[b as usize] = group;
        parent.push(group);
        let (left, right) =
            (std::mem::take(&mut neighbours[a as usize]), std::mem::take(&mut neighbours[b as usize]));
        let merged = merge_lists(&left, &right, &alive);
        for &(other, sum) in &merged {
            neighbours[other as usize].push((group, sum));
            let mean = sum / (size * sizes[other as usize]);
            if mean >= cut - 1e-9 {
                heap.push(Merge { mean, groups: Reverse((other, group)) });
            }
        }
        neighbours.push(merged);
    }
    let roots: Vec<u32> = (0..n_nodes as u32)
        .map(|mut node| {
            while parent[node as usize] != node {
                node = parent[node as usize];
            }
            node
        })
        .collect();
    renumber(&roots)
}

/// Sums of two ascending lists, without groups that are gone.
fn merge_lists(left: &[(u32, f64)], right: &[(u32, f64)], alive: &[bool]) -> Vec<(u32, f64)> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        let next = match (left.get(i), right.get(j)) {
            (Some(&(x, _)), Some(&(y, _))) => x.min(y),
            (Some(&(x, _)), None) | (None, Some(&(x, _))) => x,
            (None, None) => break,
        };
        let mut sum = 0.0;
        if left.get(i).is_some_and(|&(x, _)| x == next) {
            sum += left[i].1;
            i += 1;
        }
        if right.get(j).is_some_and(|&(y, _)| y == next) {
            sum += right[j].1;
            j += 1;
        }
        if alive[next as usize] {
            merged.push((next, sum));
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(list: &[(u32, u32, f32)]) -> Vec<Edge> {
        list.iter()
            .map(|&(a, b, score)| Edge { a: ArticleId(a), b: ArticleId(b), similarity: score, score })
            .collect()
    }

    #[test]
    fn a_bridge_does_not_join_two_groups() {
        let found = cluster(
            7,
            &edges(&[
                (0, 1, 0.9),
                (1, 2, 0.9),
                (0, 2, 0.9),
                (2, 3, 0.6),
                (3, 4, 0.9),
                (4, 5, 0.9),
                (3, 5, 0.9),
            ]),
            0.5,
        );
        assert_eq!(found, [0, 0, 0, 1, 1, 1, 2]);
    }

    #[test]
    fn graph_and_matrix_agree() {
        // A fixed linear congruential generator: the same blocks in every run.
        let mut state = 12_345_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 24) as f32
        };
        for size in [2, 3, 10, 60] {
            for cut in [0.2, 0.35, 0.5] {
                let mut list = Vec::new();
                for a in 0..size {
                    for b in a + 1..size {
                        let near = if a % 3 == b % 3 { 0.5 } else { 0.0 };
                        if next() < 0.6 {
                            list.push((a, b, near + 0.5 * next()));
                        }
                    }
                }
                let list = edges(&list);
                assert_eq!(
                    dense(size as usize, &list, cut),
                    sparse(size as usize, &list, cut),
                    "{size} {cut}"
                );
            }
        }
    }

    #[test]
    fn nothing_and_no_edges_are_fine() {
        assert_eq!(cluster(0, &[], 0.5), [0; 0]);
        assert_eq!(cluster(3, &[], 0.5), [0, 1, 2]);
    }
}

//! Density blocks: articles that no chain of edges above the cut connects can never be one event.
//!
//! linfa's DBSCAN runs on the sparse graph itself: an observation is the number of a node, and the neighbour index looks
//! that node up in the list of its edges, so the cost is linear in nodes and edges and no dense matrix is needed.
//! With two points a neighbourhood the blocks are exactly the connected components above the cut, which lose nothing:
//! two groups whose mean score reaches the cut have at least one edge that does.

use std::sync::Arc;

use linfa::{Float, traits::Transformer};
use linfa_clustering::Dbscan;
use linfa_nn::{
    BuildError, NearestNeighbour, NearestNeighbourIndex, NnError,
    distance::{Distance, L2Dist},
};
use ndarray::{Array2, ArrayBase, ArrayView1, Data, Ix2};

use super::Edge;

/// Nodes that an event has at least, for DBSCAN: an event of two articles is news.
const MIN_POINTS: usize = 2;

/// The blocks of two nodes or more, each ascending, in the order of their first nodes; all other nodes stand alone.
#[must_use]
pub fn find(n_nodes: usize, edges: &[Edge], cut: f32) -> Vec<Vec<u32>> {
    // Only nodes that have an edge above the cut take part: the others are noise by definition.
    let mut numbers = vec![u32::MAX; n_nodes];
    let strong = || edges.iter().filter(|edge| edge.score >= cut);
    for edge in strong() {
        numbers[edge.a.index()] = 0;
        numbers[edge.b.index()] = 0;
    }
    let nodes: Vec<u32> = (0..n_nodes as u32).filter(|&node| numbers[node as usize] == 0).collect();
    if nodes.is_empty() {
        return Vec::new();
    }
    for (number, &node) in nodes.iter().enumerate() {
        numbers[node as usize] = number as u32;
    }
    let mut neighbours: Vec<Vec<(u32, f32)>> =
        (0..nodes.len() as u32).map(|node| vec![(node, 0.0)]).collect();
    for edge in strong() {
        let (a, b) = (numbers[edge.a.index()], numbers[edge.b.index()]);
        neighbours[a as usize].push((b, 1.0 - edge.score));
        neighbours[b as usize].push((a, 1.0 - edge.score));
    }
    let observations = Array2::from_shape_fn((nodes.len(), 1), |(row, _)| row as f64);
    let labels = Dbscan::params_with(MIN_POINTS, L2Dist, Graph(Arc::new(neighbours)))
        .tolerance(f64::from(1.0 - cut) + 1e-6)
        .transform(&observations);
    // The parameters are constants and a checked cut, so they are valid; an error would leave every node alone.
    let Ok(labels) = labels else { return Vec::new() };
    let mut blocks: Vec<Vec<u32>> = Vec::new();
    for (node, label) in nodes.iter().zip(labels.iter()) {
        if let Some(label) = *label {
            if label >= blocks.len() {
                blocks.resize(label + 1, Vec::new());
            }
            blocks[label].push(*node);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks.sort_unstable_by_key(|block| block[0]);
    blocks
}

/// Neighbour search by looking up a ready list: per node (neighbour, distance), the node itself included.
#[derive(Clone, Debug)]
struct Graph(Arc<Vec<Vec<(u32, f32)>>>);

impl NearestNeighbour for Graph {
    fn from_batch_with_leaf_size<'a, F: Float, DT: Data<Elem = F>, D: 'a + Distance<F>>(
        &self,
        batch: &'a ArrayBase<DT, Ix2>,
        _leaf_size: usize,
        _distance: D,
    ) -> Result<Box<dyn 'a + Send + Sync + NearestNeighbourIndex<F>>, BuildError> {
        let points = batch.rows().into_iter().collect();
        Ok(Box::new(GraphIndex { points, neighbours: Arc::clone(&self.0) }))
    }
}

struct GraphIndex<'a, F> {
    points: Vec<ArrayView1<'a, F>>,
    neighbours: Arc<Vec<Vec<(u32, f32)>>>,
}

impl<F: Float> GraphIndex<'_, F> {
    fn neighbours(&self, point: ArrayView1<'_, F>) -> Result<&[(u32, f32)], NnError> {
        let node = point.first().and_then(|value| value.to_usize()).ok_or(NnError::WrongDimension)?;
        self.neighbours.get(node).map(Vec::as_slice).ok_or(NnError::WrongDimension)
    }
}

impl<F: Float> NearestNeighbourIndex<F> for GraphIndex<'_, F> {
    fn k_nearest<'b>(
        &self,
        point: ArrayView1<'b, F>,
        k: usize,
    ) -> Result<Vec<(ArrayView1<'_, F>, usize)>, NnError> {
        let mut nearest = self.neighbours(point)?.to_vec();
        nearest.sort_by(|x, y| x.1.total_cmp(&y.1).then(x.0.cmp(&y.0)));
        nearest.truncate(k);
        Ok(nearest.into_iter().map(|(node, _)| (self.points[node as usize].view(), node as usize)).collect())
    }

    fn within_range<'b>(
        &self,
        point: ArrayView1<'b, F>,
        range: F,
    ) -> Result<Vec<(ArrayView1<'_, F>, usize)>, NnError> {
        let near = self.neighbours(point)?.iter().filter(|&&(_, distance)| F::cast(distance) <= range);
        Ok(near.map(|&(node, _)| (self.points[node as usize].view(), node as usize)).collect())
    }
}

//! # The nearest of many points
//!
//! A tree that grows: each inner node cuts space across one axis, each leaf holds a few points side by side. A
//! full leaf is cut in the middle of its widest side. Whoever asks walks down to the leaf at hand, and then into
//! those others that may hold something nearer (Friedman, Bentley and Finkel 1977), by sums of absolute
//! differences `Σ_k |a_k − b_k|`.

use pulp::{Arch, Simd, WithSimd};

/// Points of a leaf.
const BUCKET: usize = 16;

/// A node.
#[derive(Debug, Clone, Copy)]
enum Node {
    /// Points with a coordinate less than `at` stand in the first child, the others in the second.
    Cut {
        axis: usize,
        at: f32,
        children: [u32; 2],
    },
    /// Points `BUCKET·leaf..BUCKET·leaf + len`.
    Leaf { leaf: usize, len: usize },
}

/// Points with a label each.
#[derive(Debug, Clone)]
pub(crate) struct Nearest {
    /// The widest instructions of this machine; the numbers are the same with all.
    arch: Arch,
    width: usize,
    nodes: Vec<Node>,
    /// Leaf by leaf, axis by axis: one coordinate of all points; infinite where there is none yet.
    coordinates: Vec<f32>,
    labels: Vec<u32>,
}

/// A look-up under way.
struct Query<'a> {
    point: &'a [f32],
    /// How far the point lies outside the part of space at hand, along each axis.
    outside: Vec<f32>,
    /// The nearest so far, with their distances: the nearest first.
    found: &'a mut Vec<(f32, u32)>,
    few: usize,
    /// Only what is nearer than this counts.
    within: f32,
}

impl Query<'_> {
    fn take(&mut self, distance: f32, label: u32) {
        let at = self.found.partition_point(|&(d, _)| d <= distance);
        self.found.truncate(self.few - 1);
        self.found.insert(at, (distance, label));
        if self.found.len() == self.few {
            self.within = self.found[self.few - 1].0;
        }
    }
}

impl Nearest {
    /// No points yet, of `width` coordinates.
    #[must_use]
    pub(crate) fn new(width: usize) -> Self {
        Nearest {
            arch: Arch::new(),
            width,
            nodes: Vec::new(),
            coordinates: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Adds a point, unless it is not finite or a full leaf holds its equals alone.
    pub(crate) fn insert(&mut self, point: &[f32], label: u32) {
        if point.iter().any(|value| !value.is_finite()) {
            return;
        }
        if self.nodes.is_empty() {
            let node = self.new_leaf();
            self.nodes.push(node);
        }
        let mut at = 0;
        loop {
            match self.nodes[at] {
                Node::Cut {
                    axis,
                    at: cut,
                    children,
                } => at = children[usize::from(point[axis] >= cut)] as usize,
                Node::Leaf { leaf, len } if len < BUCKET => {
                    self.put(leaf, len, point, label);
                    self.nodes[at] = Node::Leaf { leaf, len: len + 1 };
                    return;
                }
                Node::Leaf { leaf, .. } => {
                    if !self.cut(at, leaf, point) {
                        return;
                    }
                }
            }
        }
    }

    /// The labels of the `few` points nearest to `point`, with their distances, into `found`: the nearest first.
    pub(crate) fn find(&self, point: &[f32], few: usize, found: &mut Vec<(f32, u32)>) {
        found.clear();
        let mut query = Query {
            point,
            outside: vec![0.0; self.width],
            found,
            few: few.max(1),
            within: f32::INFINITY,
        };
        if !self.nodes.is_empty() {
            self.visit(0, 0.0, &mut query);
        }
    }

    /// Looks through a part of space that begins `away` from the point.
    fn visit(&self, node: usize, away: f32, query: &mut Query<'_>) {
        match self.nodes[node] {
            Node::Leaf { leaf, .. } => self.look(leaf, query),
            Node::Cut { axis, at, children } => {
                let beyond = query.point[axis] - at;
                let own = usize::from(beyond >= 0.0);
                self.visit(children[own] as usize, away, query);
                let before = query.outside[axis];
                let away = away - before + beyond.abs();
                if away < query.within {
                    query.outside[axis] = beyond.abs();
                    self.visit(children[1 - own] as usize, away, query);
                    query.outside[axis] = before;
                }
            }
        }
    }

    /// Looks through the points of a leaf.
    fn look(&self, leaf: usize, query: &mut Query<'_>) {
        let size = BUCKET * self.width;
        self.arch.dispatch(Look {
            coordinates: &self.coordinates[leaf * size..(leaf + 1) * size],
            labels: &self.labels[leaf * BUCKET..(leaf + 1) * BUCKET],
            query,
        });
    }

    fn new_leaf(&mut self) -> Node {
        let leaf = self.labels.len() / BUCKET;
        self.labels.resize((leaf + 1) * BUCKET, 0);
        let size = BUCKET * self.width;
        self.coordinates.resize((leaf + 1) * size, f32::INFINITY);
        Node::Leaf { leaf, len: 0 }
    }

    fn put(&mut self, leaf: usize, k: usize, point: &[f32], label: u32) {
        for (axis, &value) in point.iter().enumerate() {
            self.coordinates[(leaf * self.width + axis) * BUCKET + k] = value;
        }
        self.labels[leaf * BUCKET + k] = label;
    }

    /// The coordinates of a full leaf's points along an axis.
    fn along(&self, leaf: usize, axis: usize) -> &[f32] {
        let start = (leaf * self.width + axis) * BUCKET;
        &self.coordinates[start..start + BUCKET]
    }

    /// Cuts a full leaf in two for one more point; false where all of them are one.
    fn cut(&mut self, node: usize, leaf: usize, point: &[f32]) -> bool {
        let ends = |axis| {
            let values = self.along(leaf, axis).iter();
            let own = point[axis];
            values.fold((own, own), |(low, high), &value| {
                (low.min(value), high.max(value))
            })
        };
        let sides = (0..self.width).map(|axis| (axis, ends(axis)));
        let widest = sides.max_by(|(_, a), (_, b)| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
        let Some((axis, (low, high))) = widest.filter(|(_, (low, high))| low < high) else {
            return false;
        };
        let middle = 0.5 * low + 0.5 * high;
        // something stands on both sides, however near the ends are
        let at = if middle > low { middle } else { high };
        let points: Vec<Vec<f32>> = (0..BUCKET)
            .map(|k| (0..self.width).map(|a| self.along(leaf, a)[k]).collect())
            .collect();
        let labels = self.labels[leaf * BUCKET..(leaf + 1) * BUCKET].to_vec();
        let size = BUCKET * self.width;
        self.coordinates[leaf * size..(leaf + 1) * size].fill(f32::INFINITY);
        let second = self.new_leaf();
        let first = self.nodes.len() as u32;
        self.nodes.push(Node::Leaf { leaf, len: 0 });
        self.nodes.push(second);
        self.nodes[node] = Node::Cut {
            axis,
            at,
            children: [first, first + 1],
        };
        for (point, label) in points.iter().zip(labels) {
            let child = first as usize + usize::from(point[axis] >= at);
            if let Node::Leaf { leaf, len } = self.nodes[child] {
                self.put(leaf, len, point, label);
                self.nodes[child] = Node::Leaf { leaf, len: len + 1 };
            }
        }
        true
    }
}

/// A look through the points of one leaf, with the widest instructions there are.
struct Look<'l, 'q, 'p> {
    coordinates: &'l [f32],
    labels: &'l [u32],
    query: &'q mut Query<'p>,
}

impl WithSimd for Look<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let mut distances = [0.0; BUCKET];
        let (values, _) = self.coordinates.as_chunks::<BUCKET>();
        for (values, here) in values.iter().zip(self.query.point) {
            for (distance, value) in distances.iter_mut().zip(values) {
                *distance += (value - here).abs();
            }
        }
        let within = self.query.within;
        if !distances.iter().fold(false, |any, &d| any | (d < within)) {
            return;
        }
        for (distance, &label) in distances.into_iter().zip(self.labels) {
            if distance < self.query.within {
                self.query.take(distance, label);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixing::{GAMMA, mix};

    fn drawn(k: u64, width: u64) -> Vec<f32> {
        let at = |axis: u64| mix((k * width + axis).wrapping_mul(GAMMA)) % 1000;
        (0..width).map(|axis| at(axis) as f32).collect()
    }

    fn distance(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
    }

    /// Labels of the nearest with their distances.
    fn nearest(tree: &Nearest, point: &[f32], few: usize) -> Vec<(f32, u32)> {
        let mut found = Vec::new();
        tree.find(point, few, &mut found);
        found
    }

    #[test]
    fn no_point_is_nearer_than_those_found() {
        let mut tree = Nearest::new(3);
        let points: Vec<_> = (0..2000).map(|k| drawn(k, 3)).collect();
        for (k, point) in points.iter().enumerate() {
            let asked = drawn(5000 + k as u64, 3);
            let mut distances: Vec<f32> = points[..k].iter().map(|p| distance(p, &asked)).collect();
            distances.sort_by(f32::total_cmp);
            distances.truncate(5);
            let found = nearest(&tree, &asked, 5);
            let each = found.iter().map(|&(d, _)| d).collect::<Vec<_>>();
            assert_eq!(each, distances);
            for (d, label) in found {
                assert_eq!(d, distance(&points[label as usize], &asked));
            }
            tree.insert(point, k as u32);
        }
    }

    #[test]
    fn points_that_are_one_and_points_that_are_none_do_no_harm() {
        let mut tree = Nearest::new(2);
        assert!(nearest(&tree, &[0.0, 0.0], 3).is_empty());
        tree.insert(&[f32::NAN, 0.0], 9);
        for k in 0..100 {
            tree.insert(&[1.0, 2.0], k);
        }
        tree.insert(&[1.0, 2.0 + f32::EPSILON * 2.0], 100);
        assert!(nearest(&tree, &[1.0, 1.0], 1)[0].1 < 100);
        assert_eq!(nearest(&tree, &[1.0, 2.5], 1)[0].1, 100);
        assert!(nearest(&tree, &[f32::NAN, 0.0], 3).is_empty());
        assert!(nearest(&Nearest::new(0), &[], 3).is_empty());
    }
}

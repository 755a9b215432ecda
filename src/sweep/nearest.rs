//! # The nearest of many points
//!
//! A tree that grows: each inner node cuts space across one axis, each leaf holds a few points side by side. A
//! full leaf is cut in the middle of its widest side. Whoever asks walks down to the leaf at hand, and then into
//! those others that may hold something nearer (Friedman, Bentley and Finkel 1977), by sums of absolute
//! differences `Σ_k |a_k − b_k|`.

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
#[derive(Debug, Clone, Default)]
pub struct Nearest {
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
    label: Option<u32>,
    distance: f32,
}

impl Nearest {
    /// No points yet, of `width` coordinates.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Nearest {
            width,
            ..Nearest::default()
        }
    }

    /// Adds a point, unless it is not finite or a full leaf holds its like alone.
    pub fn insert(&mut self, point: &[f32], label: u32) {
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
                    if !self.cut(at, leaf) {
                        return;
                    }
                }
            }
        }
    }

    /// The label of the point nearest to `point`.
    #[must_use]
    pub fn find(&self, point: &[f32]) -> Option<u32> {
        let mut query = Query {
            point,
            outside: vec![0.0; self.width],
            label: None,
            distance: f32::INFINITY,
        };
        if !self.nodes.is_empty() {
            self.visit(0, 0.0, &mut query);
        }
        query.label
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
                if away < query.distance {
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
        let coordinates = &self.coordinates[leaf * size..(leaf + 1) * size];
        let mut distances = [0.0; BUCKET];
        for (values, here) in coordinates.chunks_exact(BUCKET).zip(query.point) {
            for (distance, value) in distances.iter_mut().zip(values) {
                *distance += (value - here).abs();
            }
        }
        let labels = &self.labels[leaf * BUCKET..(leaf + 1) * BUCKET];
        for (distance, &label) in distances.into_iter().zip(labels) {
            if distance < query.distance {
                (query.distance, query.label) = (distance, Some(label));
            }
        }
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

    /// Cuts a full leaf in two; false where all its points are one.
    fn cut(&mut self, node: usize, leaf: usize) -> bool {
        let ends = |axis| {
            let values = self.along(leaf, axis).iter();
            values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixing::{GAMMA, mix};

    fn drawn(k: u64, width: u64) -> Vec<f32> {
        let at = |axis| mix((k * width + axis).wrapping_mul(GAMMA)) % 1000;
        (0..width).map(|axis| at(axis) as f32).collect()
    }

    fn distance(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
    }

    #[test]
    fn no_point_is_nearer_than_the_one_found() {
        let mut tree = Nearest::new(3);
        let points: Vec<_> = (0..2000).map(|k| drawn(k, 3)).collect();
        for (k, point) in points.iter().enumerate() {
            let asked = drawn(5000 + k as u64, 3);
            let least = points[..k].iter().map(|p| distance(p, &asked));
            let least = least.min_by(f32::total_cmp);
            let found = tree.find(&asked).map(|k| distance(&points[k as usize], &asked));
            assert_eq!(found, least);
            tree.insert(point, k as u32);
        }
    }

    #[test]
    fn points_that_are_one_and_points_that_are_none_do_no_harm() {
        let mut tree = Nearest::new(2);
        assert_eq!(tree.find(&[0.0, 0.0]), None);
        tree.insert(&[f32::NAN, 0.0], 9);
        for k in 0..100 {
            tree.insert(&[1.0, 2.0], k);
        }
        tree.insert(&[1.0, 2.0 + f32::EPSILON * 2.0], 100);
        assert!(tree.find(&[1.0, 1.0]).is_some_and(|label| label < 100));
        assert_eq!(tree.find(&[f32::NAN, 0.0]), None);
        assert_eq!(Nearest::new(0).find(&[]), None);
    }
}

//! Things that need each other, each put after those that it needs.

/// Members that are told of a circle.
pub const MEMBERS_MAX: usize = 10;

/// An order, and why it is not complete.
#[derive(Debug, Default, PartialEq)]
pub struct Order {
    /// All things; each stands after those that it needs, as far as it can.
    pub order: Vec<usize>,
    /// Things of which each needs the next, and the last the first.
    pub circles: Vec<Circle>,
}

#[derive(Debug, PartialEq)]
pub struct Circle {
    /// The first of its members.
    pub members: Vec<usize>,
    /// It has more of them.
    pub goes_on: bool,
}

/// Puts things in order. By hand rather than by recursion, so that a long chain needs no stack.
pub fn in_order(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Order {
    let mut found = Order::default();
    let mut seen = vec![false; count];
    // Where on the path each thing is that waits for others.
    let mut places: Vec<Option<usize>> = vec![None; count];
    for start in 0..count {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        places[start] = Some(0);
        let mut path = vec![(start, needs(start).into_iter())];
        while let Some((thing, needed)) = path.last_mut() {
            let thing = *thing;
            let Some(next) = needed.next() else {
                places[thing] = None;
                found.order.push(thing);
                path.pop();
                continue;
            };
            if let Some(place) = places[next] {
                let members = path[place..].iter().take(MEMBERS_MAX).map(|(member, _)| *member).collect();
                found.circles.push(Circle { members, goes_on: path.len() - place > MEMBERS_MAX });
            } else if !seen[next] {
                seen[next] = true;
                places[next] = Some(path.len());
                path.push((next, needs(next).into_iter()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Circle, in_order};

    #[test]
    fn each_stands_after_what_it_needs() {
        let needs = [vec![2, 1], vec![2], vec![], vec![3]];
        let found = in_order(4, |thing| needs[thing].clone());
        assert_eq!(found.order, [2, 1, 0, 3]);
        assert_eq!(found.circles, [Circle { members: vec![3], goes_on: false }]);
    }

    #[test]
    fn a_long_circle_needs_no_stack_and_is_told_in_part() {
        let found = in_order(1_000_000, |thing| vec![(thing + 1) % 1_000_000]);
        assert_eq!(found.order.len(), 1_000_000);
        assert_eq!(found.circles, [Circle { members: (0..10).collect(), goes_on: true }]);
    }
}

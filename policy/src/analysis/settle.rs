//! What the conditions of a region say about each other.

use super::{axes::Axis, ranges::Ranges, region::Region, world::World};
use crate::CallerFact;

/// So many moments are looked at to find out which hours there can be; more are left as they are.
const MOMENTS: u64 = 64;

impl Region {
    /// Draws the conclusions that are near at hand, and tells whether anything is left as far as
    /// they go: `false` is a proof that no request is in the region, `true` is none of the contrary.
    pub(crate) fn settle(&mut self, world: &World<'_>) -> bool {
        for at in 0..self.relations.len() {
            let Some((number, holds)) = self.relations.get(at).copied() else { continue };
            if self.relations.contains(&(number, !holds)) {
                return false;
            }
            self.settle_relation(world, number, holds);
        }
        if let Some(moments) = self.set(Axis::MOMENT)
            && moments.count() <= MOMENTS
        {
            let hours = world.clock.hours_of(moments);
            self.keep(Axis::HOURS, &hours);
        }
        self.sets().iter().all(|(_, set)| !set.is_empty())
            && !self.inside.iter().any(|groups| groups.within(&self.outside))
    }

    fn settle_relation(&mut self, world: &World<'_>, number: u32, holds: bool) {
        let Some(relation) = world.relation(number) else { return };
        let Some(tag) = world.tag(relation.tag) else { return };
        match (relation.fact, holds) {
            (CallerFact::Groups, true) => {
                self.keep(tag, &world.present());
                let outside = self.outside.clone();
                self.remove(tag, &outside, world.size(tag));
                if self.is_closed {
                    self.keep(tag, &Ranges::run(0, world.texts.other()));
                }
            }
            (CallerFact::Groups, false) => {
                if let Some(only) = self.only_text(world, tag) {
                    self.outside = self.outside.join(&Ranges::one(only));
                }
            }
            (CallerFact::User | CallerFact::Claim(_), _) => {
                let Some(fact) = world.fact(relation.fact) else { return };
                if holds {
                    self.keep(tag, &world.present());
                    self.keep(fact, &world.present());
                    for (one, other) in [(tag, fact), (fact, tag)] {
                        if let Some(set) = self.set(other).cloned() {
                            self.keep(one, &set);
                        }
                    }
                } else {
                    for (one, other) in [(tag, fact), (fact, tag)] {
                        if let Some(only) = self.only_text(world, other) {
                            self.remove(one, &Ranges::one(only), world.size(one));
                        }
                    }
                }
            }
        }
    }

    /// The only text that an axis can have here.
    fn only_text(&self, world: &World<'_>, axis: Axis) -> Option<u32> {
        self.set(axis)?.only().filter(|class| *class < world.texts.other())
    }
}

//! The rules that have a say in a request.

use core::hint::black_box;

use crate::{
    Effect, Instance,
    compile::Compiled,
    index::{Lanes, Probe},
    scene::Scene,
    truth::Truth,
};

impl Compiled {
    /// Passes on every rule that is not false, with what it does, its number and its truth; some of
    /// them twice, and some that are false.
    #[inline]
    pub(crate) fn not_false(
        &self,
        scene: &Scene<'_>,
        instance: &Instance,
        mut found: impl FnMut(Effect, u32, Truth),
    ) {
        let probe = Probe {
            caller: &scene.attempt.caller,
            whereabouts: Some(&scene.whereabouts),
            instance,
        };
        let lanes = || Lanes::of_attempt(scene).with_instance(instance, self.tested);
        self.by_request.visit(&probe, lanes, |candidate| {
            let Some(rule) = self.rule(candidate.rule) else { return };
            // The rule is asked for before it is needed: it comes while its conditions do.
            let effect = black_box(rule.effect);
            let when = self.program.clause(candidate.when).truth(scene, instance);
            if when != Truth::False {
                found(effect, candidate.rule, self.unless(when, rule, scene, instance));
            }
        });
    }
}

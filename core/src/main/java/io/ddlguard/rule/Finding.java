package io.ddlguard.rule;

import io.ddlguard.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has to say of one change, here and now.
 *
 * @param rule the rule's id
 * @param object what the policy would have to allow, part by part: schema, table and what is in it
 * @param doing the change in words, with the names in it, to stand behind "refused to"
 * @param harm what it would do here, in sentences
 * @param instead what to write instead, to be pasted; lines. Where there is a plan, what to do if it is out of the
 *     question here
 * @param plan the online form, or null where there is none
 * @param noPlan why there is none, for a rule that has one in general; null otherwise
 */
public record Finding(
        String rule,
        List<String> object,
        String doing,
        String harm,
        String instead,
        @Nullable Plan plan,
        @Nullable String noPlan) {

    public Finding {
        object = List.copyOf(object);
    }

    static Finding harmful(Rule rule, List<String> object, String doing, String harm, String instead) {
        return new Finding(rule.id(), object, doing, harm, instead, null, null);
    }

    static Finding rewritten(Rule rule, List<String> object, String doing, String harm, String instead, Plan plan) {
        return new Finding(rule.id(), object, doing, harm, instead, plan, null);
    }

    static Finding notRewritten(
            Rule rule, List<String> object, String doing, String harm, String noPlan, String instead) {
        return new Finding(rule.id(), object, doing, harm, instead, null, noPlan);
    }
}

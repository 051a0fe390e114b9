package io.ddlguard.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the file as a whole: the version first, because the rest means nothing under another one. */
final class PolicyReader {

    static final String VERSION = "1";

    /** What an agent's argument and a URL parameter can carry. */
    static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    private static final String URL_FORM = "a pattern such as \"jdbc:postgresql://prod-*\"";

    private final Problems problems;
    private final Map<String, Set<Action>> knownRules;
    private final SettingsReader settings;

    private PolicyReader(Map<String, Set<Action>> knownRules, Problems problems) {
        this.problems = problems;
        this.knownRules = knownRules;
        this.settings = new SettingsReader(knownRules, problems);
    }

    static Policy read(String file, String text, Map<String, Set<Action>> knownRules) throws PolicyException {
        Problems problems = new Problems(file);
        Node root = PolicyText.compose(text, problems);
        if (!(root instanceof MappingNode)) {
            throw problems.alone(
                    problems.place(root), "a policy is a mapping with " + Wording.oneOf(Keys.POLICY) + ".");
        }
        Policy policy = new PolicyReader(knownRules, problems).policy(root);
        problems.throwIfAny();
        return policy;
    }

    private Policy policy(Node root) throws PolicyException {
        Fields file = Fields.open(root, "", problems);
        requireVersion(file);
        file.only(Keys.POLICY);
        Optional<Fields> environments = file.mapping("environments");
        Set<String> names = environments.map(all -> all.all().keySet()).orElse(Set.of());
        List<Allowance> allowances = new AllowanceReader(knownRules.keySet(), names, problems).read(file);
        EnvironmentPolicy defaults = file.mapping("defaults", Keys.DEFAULTS)
                .map(fields -> settings.read(EnvironmentPolicy.DEFAULT, fields, EnvironmentPolicy.BUILT_IN))
                .orElse(EnvironmentPolicy.BUILT_IN);
        return new Policy(
                with(allowances, defaults),
                environments.map(all -> environments(all, defaults, allowances)).orElse(List.of()),
                Optional.of(file.field("environments")
                        .map(field -> problems.place(field.key()))
                        .orElse(problems.start())));
    }

    /** Under another version the keys that follow may be right, so none of them is called wrong. */
    private void requireVersion(Fields file) throws PolicyException {
        Optional<String> version = file.required(
                "version",
                text -> Optional.of(text).filter(VERSION::equals),
                VERSION + ", the version that this ddlguard reads");
        if (version.isEmpty() && file.field("version").isPresent()) {
            problems.throwIfAny();
        }
    }

    private List<Policy.Environment> environments(
            Fields fields, EnvironmentPolicy defaults, List<Allowance> allowances) {
        List<Policy.Environment> environments = new ArrayList<>();
        fields.all().forEach((name, field) -> {
            if (name.equals(EnvironmentPolicy.DEFAULT)) {
                problems.add(
                        field.key(),
                        "an environment cannot be called 'default': that is what holds where none"
                                + " does, and it is written under 'defaults'.");
            } else if (!ENVIRONMENT_NAME.matcher(name).matches()) {
                problems.add(
                        field.key(),
                        "an environment cannot be called " + Wording.quoted(name)
                                + ". Expected letters, digits, '.', '_' or '-'.");
            }
            Fields keys = fields.mapping(name, Keys.ENVIRONMENT).orElseThrow();
            environments.add(new Policy.Environment(
                    with(allowances, settings.read(name, keys, defaults)),
                    keys.mapping("match", Keys.MATCH).flatMap(this::urlPattern),
                    problems.place(field.key())));
        });
        return environments;
    }

    private Optional<UrlPattern> urlPattern(Fields match) {
        Optional<String> glob = match.required("url", Optional::of, URL_FORM);
        glob.flatMap(UrlPattern::problem)
                .ifPresent(problem ->
                        problems.add(match.field("url").orElseThrow().value(), match.label("url") + " " + problem));
        return glob.map(UrlPattern::of);
    }

    private static EnvironmentPolicy with(List<Allowance> allowances, EnvironmentPolicy environment) {
        return environment.withAllowances(allowances.stream()
                .filter(allowance -> allowance.holdsIn(environment.name()))
                .toList());
    }
}

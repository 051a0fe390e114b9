package io.ddlguard.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/** From the file to its tree of nodes, each of which knows where it stands. */
final class PolicyText {

    private PolicyText() {}

    static String of(Path file) throws PolicyException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new PolicyException(file.toAbsolutePath() + ": there is no such file.");
        } catch (IOException e) {
            throw new PolicyException(file.toAbsolutePath() + ": " + why(file, e) + ".");
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (end.isError()) {
            throw new Problems(file.toString())
                    .alone(end(file.toString(), text), "this byte is not UTF-8. Save the file as UTF-8.");
        }
        return text.toString();
    }

    /** The root of the only document in the text. */
    static Node compose(String text, Problems problems) throws PolicyException {
        // JSON's schema has no merge keys: under the core schema one that leads back to itself never ends. Keys that
        // are no scalars are let in, because only a node has a place to report.
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new JsonSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() ->
                            problems.alone(problems.start(), "the policy is empty. Expected at least 'version: 1'."));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw problems.alone(mark == null ? problems.start() : problems.place(mark), notYaml(e));
        } catch (ReaderException e) {
            String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
            throw problems.alone(
                    end(problems.start().file(), before),
                    String.format("not YAML: the character U+%04X is not allowed.", e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw problems.alone(problems.start(), "not YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            // The composer calls itself for every level.
            throw problems.alone(problems.start(), "not a policy: brackets are nested thousands deep.");
        }
    }

    private static String why(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return "is a directory, not a file";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : null;
        return "cannot be read: " + (reason == null ? e.getClass().getSimpleName() : reason);
    }

    private static String notYaml(MarkedYamlEngineException e) {
        String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ", ";
        // The parser quotes control characters as they are, and leaves blanks behind names.
        String problem =
                (context + e.getProblem()).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        String hint = problem.contains("alias") ? " A value that begins with '*' needs quotes." : "";
        return "not YAML: " + problem + "." + hint;
    }

    /** The place behind the last character. */
    private static Place end(String file, CharSequence text) {
        String all = text.toString();
        int lines = (int) all.chars().filter(c -> c == '\n').count();
        int column = all.codePointCount(all.lastIndexOf('\n') + 1, all.length());
        return new Place(file, lines + 1, column + 1);
    }
}

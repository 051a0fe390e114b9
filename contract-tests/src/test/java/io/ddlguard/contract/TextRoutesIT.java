package io.ddlguard.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The texts in which a statement can hide: what the engine must read. */
@Tag("newest")
final class TextRoutesIT extends RoutesContract {

    static Stream<Route> routes() {
        return Stream.of(TextRoutes.ROUTES, FunctionRoutes.ROUTES).flatMap(List::stream);
    }
}

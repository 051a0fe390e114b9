package io.ddlguard.contract;

import java.util.List;
import java.util.stream.Stream;

/** The methods and objects by which a text gets to the server: what a door must have thought of, in every driver. */
final class RoutesIT extends RoutesContract {

    static Stream<Route> routes() {
        return Stream.of(ExecuteRoutes.ROUTES, ObjectRoutes.ROUTES, PgRoutes.ROUTES)
                .flatMap(List::stream);
    }
}

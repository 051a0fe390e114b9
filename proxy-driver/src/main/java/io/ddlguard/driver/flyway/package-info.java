/** What Flyway finds through its plugin service. Nothing else in the driver refers to it, or to Flyway. */
@NullMarked
package io.ddlguard.driver.flyway;

import org.jspecify.annotations.NullMarked;
